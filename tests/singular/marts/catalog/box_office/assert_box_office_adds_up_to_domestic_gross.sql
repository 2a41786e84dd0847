-- Singular because it compares a sum over one mart with a column of another: every film's daily
-- figures add up to its known domestic gross, to the cent.
with
box_office_daily as (select * from {{ ref('box_office_daily') }}),

films as (select * from {{ ref('films') }}),

totals as (
    select
        film_id,
        sum(gross_usd) as gross_usd
    from box_office_daily
    group by film_id
),

differing as (
    select
        films.film_slug,
        films.domestic_gross_usd,
        totals.gross_usd
    from totals
    left join films
        on totals.film_id = films.film_id
    where totals.gross_usd is distinct from films.domestic_gross_usd
)

select * from differing
