{{ config(materialized='table') }}

with
films as (select * from {{ ref('stg_catalog__films') }}),

studio_names as (select * from {{ ref('studio_names') }}),

named as (
    select
        films.film_slug,
        films.title,
        films.studio_raw,
        films.release_type,
        films.mpaa_rating,
        films.runtime_min,
        films.budget_usd,
        films.domestic_gross_usd,
        films.worldwide_gross_usd,
        films.sources['domestic_gross_usd'] as domestic_gross_source,
        size(films.conflicts) as conflict_count,
        films.release_date,
        coalesce(studio_names.studio_slug, 'unmapped') as studio_slug,
        coalesce(studio_names.studio_name, 'unmapped') as studio_name,
        {{ slug('films.franchise_raw') }} as franchise_slug
    from films
    left join studio_names
        on lower(trim(films.studio_raw)) = lower(studio_names.studio_raw)
),

keyed as (
    select
        {{ surrogate_id('media', 'film_slug') }} as film_id,
        {{ surrogate_id('studio', 'studio_slug') }} as studio_id,
        {{ surrogate_id('franchise', 'franchise_slug') }} as franchise_id,
        film_slug,
        title,
        studio_raw,
        studio_slug,
        studio_name,
        franchise_slug,
        release_type,
        mpaa_rating,
        runtime_min,
        budget_usd,
        domestic_gross_usd,
        worldwide_gross_usd,
        domestic_gross_source,
        conflict_count,
        release_date
    from named
)

select * from keyed
