-- Singular because it looks for rows that are missing. A warning, not an error: a quick run
-- publishes the box office of a twentieth of the films on purpose, and marts without the others
-- are still right.
{{ config(severity='warn') }}

with
films as (select * from {{ ref('films') }}),

box_office_daily as (select * from {{ ref('box_office_daily') }}),

sold as (select distinct film_id from box_office_daily),

missing as (
    select
        films.film_slug,
        films.domestic_gross_usd
    from films
    left anti join sold
        on films.film_id = sold.film_id
    where films.domestic_gross_usd is not null
)

select * from missing
