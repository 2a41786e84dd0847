{{ config(materialized='table') }}

with
characters as (select * from {{ ref('stg_catalog__characters') }}),

films as (select * from {{ ref('int_films_resolved') }}),

-- A Kingdom Hearts character whose film is in the catalog is that film's character, not a second
-- one. Without the film, or where the film's character is not known, it stays one of its own.
matched as (
    select
        characters.*,
        origins.character_slug as matched_character_slug
    from characters
    left join films
        on characters.origin_film_slug = films.film_slug
    left join characters as origins
        on
            characters.origin_character_slug = origins.character_slug
            and origins.origin_character_slug is null
            and films.film_slug is not null
),

resolved as (
    select
        {{ surrogate_id('character', 'coalesce(matched_character_slug, character_slug)') }}
            as character_id,
        coalesce(matched_character_slug, character_slug) as resolved_character_slug,
        matched_character_slug is not null as is_merged,
        character_slug,
        character_name,
        character_group,
        role_raw,
        role_source,
        role_basis,
        gender_raw,
        gender_source,
        gender_basis,
        species_raw,
        species_source,
        species_basis,
        voice_status,
        appearances,
        voices
    from matched
)

select * from resolved
