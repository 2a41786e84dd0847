with
credits as (select * from {{ ref('int_credits_unioned') }}),

talent as (select * from {{ ref('int_talent_resolved') }}),

resolved as (
    select
        credits.character_id,
        talent.talent_id,
        {{ surrogate_id('media', 'credits.media_slug') }} as media_id,
        credits.credit_type,
        credits.credit_kind,
        credits.person_raw,
        credits.credited_as_raw,
        credits.source
    from credits
    inner join talent
        on credits.person_raw = talent.person_raw
)

select * from resolved
