with
character_media as (select * from {{ ref('character_media') }}),

films as (
    select
        character_id,
        media_id as film_id,
        link,
        source
    from character_media
    where media_type = 'film'
)

select * from films
