with
films as (select * from {{ ref('int_films_resolved') }}),

selected as (
    select
        film_id,
        film_slug,
        title,
        studio_id,
        franchise_id,
        release_date,
        release_type,
        mpaa_rating,
        runtime_min,
        budget_usd,
        domestic_gross_usd,
        worldwide_gross_usd,
        domestic_gross_source,
        conflict_count
    from films
)

select * from selected
