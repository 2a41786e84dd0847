with
studios as (select * from {{ ref('studios') }}),

films as (select * from {{ ref('films') }}),

box_office as (select * from {{ ref('box_office_daily') }}),

sales as (
    select
        films.studio_id,
        year(box_office.date) as year,
        sum(box_office.gross_usd) as gross_usd
    from box_office
    inner join films
        on box_office.film_id = films.film_id
    group by films.studio_id, year(box_office.date)
),

releases as (
    select
        studio_id,
        year(release_date) as year,
        count(*) as film_count,
        sum(domestic_gross_usd) as released_domestic_gross_usd
    from films
    group by studio_id, year(release_date)
),

combined as (
    select
        coalesce(sales.studio_id, releases.studio_id) as studio_id,
        coalesce(sales.year, releases.year) as year,
        coalesce(sales.gross_usd, 0) as gross_usd,
        coalesce(releases.film_count, 0) as film_count,
        releases.released_domestic_gross_usd
    from sales
    full outer join releases
        on
            sales.studio_id = releases.studio_id
            and sales.year = releases.year
),

named as (
    select
        combined.studio_id,
        studios.studio_name,
        cast(combined.year as int) as year,
        cast(combined.gross_usd as decimal(18, 2)) as gross_usd,
        cast(combined.film_count as int) as film_count,
        cast(combined.released_domestic_gross_usd as decimal(18, 2))
            as released_domestic_gross_usd
    from combined
    inner join studios
        on combined.studio_id = studios.studio_id
)

select * from named
