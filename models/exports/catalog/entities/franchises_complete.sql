with
franchises as (select * from {{ ref('franchises') }}),

films as (select * from {{ ref('films') }}),

studios as (select * from {{ ref('studios') }}),

characters as (select * from {{ ref('characters') }}),

character_films as (select * from {{ ref('character_films') }}),

character_counts as (select * from {{ ref('character_counts_by_franchise') }}),

films_of_studios as (
    select
        films.*,
        {{ named_row(['studios.studio_slug', 'studios.studio_name']) }} as studio
    from films
    inner join studios
        on films.studio_id = studios.studio_id
    where films.franchise_id is not null
),

franchise_films as (
    select
        franchise_id,
        count_if(release_type = 'theatrical') as theatrical_film_count,
        sum(domestic_gross_usd) as domestic_gross_usd,
        sum(worldwide_gross_usd) as worldwide_gross_usd,
        array_agg(
            {{ named_row(
                ['film_slug', 'title', 'release_date', 'release_type', 'mpaa_rating',
                 'domestic_gross_usd', 'worldwide_gross_usd', 'studio'],
                types={
                    'release_date': 'date',
                    'domestic_gross_usd': 'decimal(18, 2)',
                    'worldwide_gross_usd': 'decimal(18, 2)',
                    'studio': 'row(studio_slug varchar, studio_name varchar)',
                }
            ) }}
            order by release_date, film_slug
        ) as films
    from films_of_studios
    group by franchise_id
),

appearances as (
    select
        films.franchise_id,
        character_films.character_id,
        count(*) as film_count
    from character_films
    inner join films
        on character_films.film_id = films.film_id
    where films.franchise_id is not null
    group by films.franchise_id, character_films.character_id
),

franchise_characters as (
    select
        appearances.franchise_id,
        array_agg(
            {{ named_row(
                ['characters.character_slug', 'characters.character_name', 'characters.role',
                 'characters.species', 'appearances.film_count'],
                types={'film_count': 'integer'}
            ) }}
            order by
                appearances.film_count desc,
                characters.character_name asc,
                characters.character_slug asc
        ) as characters
    from appearances
    inner join characters
        on appearances.character_id = characters.character_id
    group by appearances.franchise_id
),

completed as (
    select
        franchises.franchise_id,
        franchises.franchise_slug,
        franchises.franchise_name,
        franchises.film_count,
        cast(franchise_films.theatrical_film_count as integer) as theatrical_film_count,
        character_counts.character_count,
        cast(franchise_films.domestic_gross_usd as decimal(18, 2)) as domestic_gross_usd,
        cast(franchise_films.worldwide_gross_usd as decimal(18, 2)) as worldwide_gross_usd,
        franchises.first_release_date,
        franchises.last_release_date,
        franchise_films.films,
        coalesce(franchise_characters.characters, array[]) as characters
    from franchises
    inner join franchise_films
        on franchises.franchise_id = franchise_films.franchise_id
    inner join character_counts
        on franchises.franchise_id = character_counts.franchise_id
    left join franchise_characters
        on franchises.franchise_id = franchise_characters.franchise_id
)

select * from completed
