with
franchises as (select * from {{ ref('franchises') }}),

films as (select * from {{ ref('films') }}),

character_films as (select * from {{ ref('character_films') }}),

characters as (select * from {{ ref('characters') }}),

-- A character that returns in several films of a franchise counts once.
franchise_characters as (
    select distinct
        films.franchise_id,
        character_films.character_id
    from character_films
    inner join films
        on character_films.film_id = films.film_id
    where films.franchise_id is not null
),

counted as (
    select
        franchises.franchise_id,
        franchises.franchise_name,
        franchises.film_count,
        cast(count(characters.character_id) as int) as character_count,
        cast(count_if(characters.role = 'protagonist') as int) as protagonist_count,
        cast(count_if(characters.role = 'antagonist') as int) as antagonist_count,
        cast(count_if(characters.gender = 'female') as int) as female_count,
        cast(count_if(characters.gender = 'male') as int) as male_count,
        cast(count_if(characters.species = 'human') as int) as human_count
    from franchises
    left join franchise_characters
        on franchises.franchise_id = franchise_characters.franchise_id
    left join characters
        on franchise_characters.character_id = characters.character_id
    group by franchises.franchise_id, franchises.franchise_name, franchises.film_count
)

select * from counted
