-- How many distinct characters does each franchise have? A character that returns in several films
-- of a franchise counts once.
with
franchises as (select * from {{ ref('franchises') }}),

films as (select * from {{ ref('films') }}),

character_films as (select * from {{ ref('character_films') }}),

counted as (
    select
        franchises.franchise_name,
        franchises.film_count,
        count(distinct character_films.character_id) as character_count
    from franchises
    inner join films
        on franchises.franchise_id = films.franchise_id
    left join character_films
        on films.film_id = character_films.film_id
    group by franchises.franchise_id, franchises.franchise_name, franchises.film_count
)

select * from counted
order by character_count desc, franchise_name asc
