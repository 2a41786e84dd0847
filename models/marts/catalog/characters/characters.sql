with
characters as (select * from {{ ref('int_characters_normalized') }}),

appearances as (select * from {{ ref('int_appearances_exploded') }}),

media as (select * from {{ ref('int_media_unioned') }}),

-- The first title of a character: its primary one, and of several the earliest.
ranked_appearances as (
    select
        appearances.character_id,
        appearances.media_id,
        row_number() over (
            partition by appearances.character_id
            order by
                appearances.link asc,
                coalesce(media.release_date, media.release_date_jp) asc nulls last,
                appearances.media_slug asc
        ) as preference
    from appearances
    inner join media
        on appearances.media_id = media.media_id
),

described as (
    select
        characters.character_id,
        characters.character_slug,
        characters.character_name,
        characters.other_names,
        characters.character_group,
        ranked_appearances.media_id as primary_media_id,
        characters.role,
        characters.role_raw,
        characters.role_source,
        characters.role_basis,
        characters.gender,
        characters.gender_raw,
        characters.gender_source,
        characters.gender_basis,
        characters.species,
        characters.species_class,
        characters.species_raw,
        characters.species_source,
        characters.species_basis,
        characters.voice_status
    from characters
    left join ranked_appearances
        on
            characters.character_id = ranked_appearances.character_id
            and ranked_appearances.preference = 1
)

select * from described
