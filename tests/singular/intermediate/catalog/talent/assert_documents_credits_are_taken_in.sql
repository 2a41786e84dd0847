-- Singular because it balances two models with a third: whom a document names as director, in a
-- credit or as a voice is credited, but for the blanks and Nones that mean nobody.
with
films as (select * from {{ ref('stg_catalog__films') }}),

characters as (select * from {{ ref('int_characters_resolved') }}),

credits as (select * from {{ ref('int_credits_unioned') }}),

voices as (
    select
        character_id,
        explode(voices) as voice
    from characters
),

lists as (
    select
        cast(null as string) as character_id,
        film_slug as media_slug,
        explode(concat(directors, credits.person)) as people_raw
    from films
    union all
    select
        character_id,
        voice.media as media_slug,
        voice.person as people_raw
    from voices
),

people as (
    select
        character_id,
        media_slug,
        explode(split(people_raw, ';')) as person
    from lists
),

missing as (
    select
        people.character_id,
        people.media_slug,
        people.person
    from people
    left anti join credits
        on
            people.character_id <=> credits.character_id
            and people.media_slug = credits.media_slug
            and trim(people.person) = credits.person_raw
    where lower(trim(people.person)) not in ('', 'none')
)

select * from missing
