with
franchises as (select * from {{ ref('int_franchises_derived') }}),

films as (select * from {{ ref('int_films_resolved') }}),

grouped as (
    select
        franchises.franchise_id,
        franchises.franchise_slug,
        franchises.franchise_name,
        cast(count(*) as int) as film_count,
        min(films.release_date) as first_release_date,
        max(films.release_date) as last_release_date
    from franchises
    inner join films
        on franchises.franchise_id = films.franchise_id
    group by franchises.franchise_id, franchises.franchise_slug, franchises.franchise_name
)

select * from grouped
