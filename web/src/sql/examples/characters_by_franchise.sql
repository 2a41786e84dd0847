-- How many distinct characters does each franchise have? A character that returns in several films
-- of a franchise counts once.
with
franchise_films as (
    select
        franchise.franchise_id,
        franchise.franchise_name,
        film_id,
        characters
    from films_complete
    where franchise is not null
),

members as (
    select
        franchise_id,
        unnest(characters).character_id as character_id
    from franchise_films
),

sizes as (
    select
        franchise_id,
        count(distinct character_id) as character_count
    from members
    group by franchise_id
),

counted as (
    select
        franchise_films.franchise_name,
        count(*) as film_count,
        coalesce(any_value(sizes.character_count), 0) as character_count
    from franchise_films
    left join sizes
        on franchise_films.franchise_id = sizes.franchise_id
    group by franchise_films.franchise_id, franchise_films.franchise_name
)

select * from counted
order by character_count desc, franchise_name asc
