-- Singular because it balances two models: every person a document names for a character and a
-- title is a row of the mart, unless the title is not in the catalog.
with
credits as (select * from {{ ref('int_credits_resolved') }}),

media as (select * from {{ ref('media') }}),

character_talent as (select * from {{ ref('character_talent') }}),

named as (
    select distinct
        credits.character_id,
        credits.talent_id,
        credits.media_id
    from credits
    left semi join media
        on credits.media_id = media.media_id
    where
        credits.character_id is not null
        and credits.credit_type != 'unmapped'
),

missing as (
    select
        named.character_id,
        named.talent_id,
        named.media_id
    from named
    left anti join character_talent
        on
            named.character_id = character_talent.character_id
            and named.talent_id = character_talent.talent_id
            and named.media_id = character_talent.media_id
)

select * from missing
