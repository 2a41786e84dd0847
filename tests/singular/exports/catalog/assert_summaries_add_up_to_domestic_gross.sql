-- Singular because it compares sums of an export with a mart: weeks and states, each on their own,
-- add up to the domestic gross of every film that has box office.
with
boxoffice_summary as (select * from {{ ref('boxoffice_summary') }}),

films as (select * from {{ ref('films') }}),

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
        totals.row_kind,
        films.domestic_gross_usd,
        totals.gross_usd
    from totals
    inner join films
        on totals.film_id = films.film_id
    where totals.gross_usd is distinct from films.domestic_gross_usd
)

select * from differing
