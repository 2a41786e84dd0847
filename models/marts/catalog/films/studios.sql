with
films as (select * from {{ ref('int_films_resolved') }}),

studios as (
    select
        studio_id,
        studio_slug,
        studio_name,
        cast(count(*) as int) as film_count,
        min(release_date) as first_release_date,
        max(release_date) as last_release_date
    from films
    group by studio_id, studio_slug, studio_name
)

select * from studios
