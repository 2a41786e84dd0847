with
studios as (select * from {{ ref('studios') }}),

films as (select * from {{ ref('films') }}),

character_films as (select * from {{ ref('character_films') }}),

revenue as (select * from {{ ref('revenue_by_studio_year') }}),

released as (
    select
        studio_id,
        year(release_date) as year,
        count_if(release_type = 'theatrical') as theatrical_film_count,
        sum(worldwide_gross_usd) as worldwide_gross_usd
    from films
    group by studio_id, year(release_date)
),

cast_sizes as (
    select
        films.studio_id,
        year(films.release_date) as year,
        count(distinct character_films.character_id) as character_count
    from films
    inner join character_films
        on films.film_id = character_films.film_id
    group by films.studio_id, year(films.release_date)
),

combined as (
    select
        studios.studio_id,
        studios.studio_slug,
        studios.studio_name,
        revenue.year,
        revenue.film_count,
        cast(coalesce(released.theatrical_film_count, 0) as integer) as theatrical_film_count,
        cast(coalesce(cast_sizes.character_count, 0) as integer) as character_count,
        revenue.gross_usd,
        revenue.released_domestic_gross_usd,
        cast(released.worldwide_gross_usd as decimal(18, 2)) as released_worldwide_gross_usd
    from revenue
    inner join studios
        on revenue.studio_id = studios.studio_id
    left join released
        on
            revenue.studio_id = released.studio_id
            and revenue.year = released.year
    left join cast_sizes
        on
            revenue.studio_id = cast_sizes.studio_id
            and revenue.year = cast_sizes.year
)

select * from combined
