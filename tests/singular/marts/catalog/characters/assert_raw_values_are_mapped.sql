-- Singular because it reports spellings over several columns. A warning, not an error: a source may
-- bring a new spelling at any time, and as `unmapped` it is visible and harms nothing else. Add it
-- to its seed. How many may pile up is another test's matter.
{{ config(severity='warn') }}

with
characters as (select * from {{ ref('characters') }}),

unmapped as (
    select
        'role' as attribute,
        role_raw as raw_value
    from characters
    where role = 'unmapped'
    union all
    select
        'gender' as attribute,
        gender_raw as raw_value
    from characters
    where gender = 'unmapped'
    union all
    select
        'species' as attribute,
        species_raw as raw_value
    from characters
    where species = 'unmapped'
),

spellings as (
    select
        attribute,
        raw_value,
        count(*) as character_count
    from unmapped
    group by attribute, raw_value
)

select * from spellings
