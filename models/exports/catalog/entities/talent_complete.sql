with
talent as (select * from {{ ref('talent') }}),

media as (select * from {{ ref('media') }}),

characters as (select * from {{ ref('characters') }}),

character_talent as (select * from {{ ref('character_talent') }}),

film_talent as (select * from {{ ref('film_talent') }}),

filmography as (select * from {{ ref('talent_filmography') }}),

part_credits as (
    select
        character_talent.talent_id,
        character_talent.media_id,
        if(character_talent.credit_kind = 'live_action', 'live_action', 'voice') as credit_type,
        character_talent.credit_kind,
        characters.character_slug,
        characters.character_name
    from character_talent
    inner join characters
        on character_talent.character_id = characters.character_id
),

parts as (
    select distinct
        talent_id,
        media_id,
        credit_type
    from part_credits
),

-- A film credits a voice beside its parts: that says something new only of who has no part there.
film_credits as (
    select
        film_talent.talent_id,
        film_talent.film_id as media_id,
        film_talent.credit_type
    from film_talent
    left join parts
        on
            film_talent.talent_id = parts.talent_id
            and film_talent.film_id = parts.media_id
            and film_talent.credit_type = parts.credit_type
    where parts.talent_id is null
),

credits as (
    select
        talent_id,
        media_id,
        credit_type,
        credit_kind,
        character_slug,
        character_name
    from part_credits
    union all
    select
        talent_id,
        media_id,
        credit_type,
        credit_type as credit_kind,
        cast(null as varchar) as character_slug,
        cast(null as varchar) as character_name
    from film_credits
),

titled as (
    select
        credits.talent_id,
        media.media_slug,
        media.title,
        media.media_type,
        coalesce(media.release_date, media.release_date_jp) as release_date,
        credits.credit_type,
        credits.credit_kind,
        credits.character_slug,
        credits.character_name
    from credits
    inner join media
        on credits.media_id = media.media_id
),

grouped as (
    select
        talent_id,
        count_if(credit_type = 'voice') as voice_credit_count,
        array_agg(
            {{ named_row(
                ['media_slug', 'title', 'media_type', 'release_date', 'credit_kind',
                 'character_slug', 'character_name'],
                types={'release_date': 'date'}
            ) }}
            order by release_date, media_slug, credit_kind, character_slug
        ) as credits
    from titled
    group by talent_id
),

completed as (
    select
        talent.talent_id,
        talent.talent_slug,
        talent.talent_name,
        coalesce(filmography.voice_appearance_count, 0) as voice_appearance_count,
        coalesce(filmography.voiced_film_count, 0) as voiced_film_count,
        coalesce(filmography.voiced_game_count, 0) as voiced_game_count,
        coalesce(filmography.character_count, 0) as character_count,
        cast(coalesce(grouped.voice_credit_count, 0) as integer) as voice_credit_count,
        coalesce(filmography.directed_film_count, 0) as directed_film_count,
        filmography.first_release_date,
        filmography.last_release_date,
        coalesce(grouped.credits, array[]) as credits
    from talent
    left join filmography
        on talent.talent_id = filmography.talent_id
    left join grouped
        on talent.talent_id = grouped.talent_id
)

select * from completed
