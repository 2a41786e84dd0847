with
films as (select * from {{ ref('stg_catalog__films') }}),

spellings as (
    select
        {{ slug('franchise_raw') }} as franchise_slug,
        franchise_raw,
        count(*) as film_count
    from films
    where franchise_raw is not null
    group by franchise_raw
),

-- Spellings that differ in case, accents or punctuation are one franchise, under the name that
-- most of its films give it.
ranked as (
    select
        *,
        row_number() over (
            partition by franchise_slug
            order by film_count desc, franchise_raw asc
        ) as preference
    from spellings
),

derived as (
    select
        {{ surrogate_id('franchise', 'franchise_slug') }} as franchise_id,
        franchise_slug,
        franchise_raw as franchise_name
    from ranked
    where preference = 1
)

select * from derived
