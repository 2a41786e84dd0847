-- Which films earned least of their gross in the first week? The weeks are modelled from each
-- film's known domestic gross.
with
runs as (
    select
        film_slug,
        count(*) as weeks,
        sum(gross_usd) as gross_usd,
        sum(gross_usd) filter (where week_number = 1) as first_week_gross_usd
    from boxoffice_summary
    where row_kind = 'film_week'
    group by film_slug
),

lasted as (
    select
        films_complete.title,
        films_complete.release_date,
        runs.weeks,
        runs.gross_usd,
        round(100 * runs.first_week_gross_usd / runs.gross_usd, 1) as first_week_percent
    from runs
    inner join films_complete
        on runs.film_slug = films_complete.film_slug
    where runs.gross_usd >= 100000000
)

select * from lasted
order by first_week_percent asc, title asc
limit 25
