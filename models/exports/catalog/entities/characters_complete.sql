with
characters as (select * from {{ ref('characters') }}),

media as (select * from {{ ref('media') }}),

talent as (select * from {{ ref('talent') }}),

character_media as (select * from {{ ref('character_media') }}),

character_talent as (select * from {{ ref('character_talent') }}),

titles as (
    select
        character_media.character_id,
        media.media_id,
        media.media_slug,
        media.title,
        media.media_type,
        coalesce(media.release_date, media.release_date_jp) as release_date,
        character_media.link
    from character_media
    inner join media
        on character_media.media_id = media.media_id
),

appearances as (
    select
        character_id,
        array_agg(
            {{ named_row(
                ['media_id', 'media_slug', 'title', 'media_type', 'release_date', 'link'],
                types={'release_date': 'date'}
            ) }}
            order by release_date, media_slug
        ) as appearances
    from titles
    group by character_id
),

voices as (
    select
        character_talent.character_id,
        array_agg(
            {{ named_row([
                'talent.talent_id',
                'talent.talent_slug',
                'talent.talent_name',
                'media.media_id',
                'media.media_slug',
                'character_talent.credit_kind',
            ]) }}
            order by media.media_slug, talent.talent_name, talent.talent_id
        ) as voices
    from character_talent
    inner join talent
        on character_talent.talent_id = talent.talent_id
    inner join media
        on character_talent.media_id = media.media_id
    group by character_talent.character_id
),

completed as (
    select
        characters.character_id,
        characters.character_slug,
        characters.character_name,
        characters.other_names,
        characters.character_group,
        characters.role,
        characters.role_raw,
        characters.gender,
        characters.gender_raw,
        characters.species,
        characters.species_class,
        characters.species_raw,
        characters.voice_status,
        coalesce(appearances.appearances, array[]) as appearances,
        coalesce(voices.voices, array[]) as voices
    from characters
    left join appearances
        on characters.character_id = appearances.character_id
    left join voices
        on characters.character_id = voices.character_id
)

select * from completed
