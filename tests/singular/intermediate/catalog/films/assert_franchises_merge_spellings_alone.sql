-- Singular because it looks at the names behind a key, which derived franchises no longer have:
-- those of one franchise differ in case, accents and punctuation alone, and not in letters that a
-- slug leaves out, such as those of another script.
with
films as (select * from {{ ref('stg_catalog__films') }}),

names as (
    select distinct
        {{ slug('franchise_raw') }} as franchise_slug,
        regexp_replace({{ fold_text('franchise_raw') }}, '[^\\p{L}\\p{N}]+', '') as letters
    from films
    where franchise_raw is not null
),

merged as (
    select
        franchise_slug,
        array_join(collect_set(letters), ', ') as different_names
    from names
    group by franchise_slug
    having count(*) > 1 or franchise_slug = ''
)

select * from merged
