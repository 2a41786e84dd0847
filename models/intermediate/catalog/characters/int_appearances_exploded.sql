{{ config(materialized='table') }}

with
characters as (select * from {{ ref('int_characters_resolved') }}),

films as (select * from {{ ref('int_films_resolved') }}),

exploded as (
    select
        character_id,
        character_slug,
        is_merged,
        inline(appearances) as (
            title, media_slug, media_type, link_raw, source,
            release_date_jp, release_date_na, platform, publisher
        )
    from characters
),

-- Once merged into a film's character, a game is where that character returns.
linked as (
    select
        {{ surrogate_id('media', 'exploded.media_slug') }} as media_id,
        exploded.*,
        if(exploded.is_merged, 'returning', exploded.link_raw) as link,
        if(
            exploded.media_type = 'film' and films.film_slug is null,
            'film not in the catalog',
            null
        ) as set_aside_reason
    from exploded
    left join films
        on exploded.media_slug = films.film_slug
)

select * from linked
