-- Which studio earned how much in which year? Domestic box office by the day it was sold, so a
-- film released at Christmas counts in two years. The daily figures are modelled: they add up to
-- each film's known domestic gross, which includes Canada.
with
box_office_daily as (select * from {{ ref('box_office_daily') }}),

films as (select * from {{ ref('films') }}),

studios as (select * from {{ ref('studios') }}),

revenue as (
    select
        studios.studio_name,
        year(box_office_daily.date) as year,
        sum(box_office_daily.gross_usd) as gross_usd,
        count(distinct box_office_daily.film_id) as films_in_cinemas
    from box_office_daily
    inner join films
        on box_office_daily.film_id = films.film_id
    inner join studios
        on films.studio_id = studios.studio_id
    group by studios.studio_name, year(box_office_daily.date)
)

select * from revenue
order by studio_name, year
