-- Singular because it compares sums of an export with a mart: weeks and states, each on their own,
-- add up to the domestic gross of every film that has box office.
with
boxoffice_summary as (select * from {{ ref('boxoffice_summary') }}),

films as (select * from {{ ref('films') }}),

box_office_daily as (select * from {{ ref('box_office_daily') }}),

expected as (
    select distinct
        box_office_daily.film_id,
        row_kinds.row_kind
    from box_office_daily
    cross join (values 'film_week', 'film_state') as row_kinds (row_kind)
),

totals as (
    select
        film_id,
        row_kind,
        sum(gross_usd) as gross_usd
    from boxoffice_summary
    group by film_id, row_kind
),

differing as (
    select
        films.film_slug,
        expected.row_kind,
        films.domestic_gross_usd,
        totals.gross_usd
    from expected
    inner join films
        on expected.film_id = films.film_id
    left join totals
        on
            expected.film_id = totals.film_id
            and expected.row_kind = totals.row_kind
    where totals.gross_usd is distinct from films.domestic_gross_usd
)

select * from differing
