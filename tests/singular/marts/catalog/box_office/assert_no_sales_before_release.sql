-- Singular because it compares dates of two marts.
with
box_office_daily as (select * from {{ ref('box_office_daily') }}),

films as (select * from {{ ref('films') }}),

early as (
    select
        films.film_slug,
        films.release_date,
        min(box_office_daily.date) as first_date
    from box_office_daily
    inner join films
        on box_office_daily.film_id = films.film_id
    group by films.film_slug, films.release_date
    having min(box_office_daily.date) < films.release_date
)

select * from early
