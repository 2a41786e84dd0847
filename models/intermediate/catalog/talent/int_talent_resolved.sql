{{ config(materialized='table') }}

with
credits as (select * from {{ ref('int_credits_unioned') }}),

aliases as (select * from {{ ref('talent_aliases') }}),

spellings as (
    select
        person_raw,
        count(*) as credit_count
    from credits
    group by person_raw
),

-- Spellings that differ in case, accents, blanks or punctuation are one person; further ones are
-- listed by hand. Two people of one name can't be told apart.
matched as (
    select
        spellings.person_raw,
        spellings.credit_count,
        coalesce(aliases.talent_name, spellings.person_raw) as spelling,
        regexp_replace(
            {{ fold_text('coalesce(aliases.talent_name, spellings.person_raw)') }},
            '[^\\p{L}\\p{N}]', ''
        ) as match_key
    from spellings
    left join aliases
        on spellings.person_raw = aliases.person_raw
),

counted as (
    select
        match_key,
        spelling,
        sum(credit_count) as credit_count
    from matched
    group by match_key, spelling
),

ranked as (
    select
        *,
        row_number() over (
            partition by match_key
            order by credit_count desc, spelling asc
        ) as preference
    from counted
),

resolved as (
    select
        matched.person_raw,
        {{ surrogate_id('talent', 'matched.match_key') }} as talent_id,
        {{ slug('ranked.spelling') }} as talent_slug,
        ranked.spelling as talent_name
    from matched
    inner join ranked
        on
            matched.match_key = ranked.match_key
            and ranked.preference = 1
)

select * from resolved
