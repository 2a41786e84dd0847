with
talent as (select * from {{ ref('talent') }}),

media as (select * from {{ ref('media') }}),

character_talent as (select * from {{ ref('character_talent') }}),

film_talent as (select * from {{ ref('film_talent') }}),

titles as (
    select
        talent_id,
        media_id,
        character_id,
        if(credit_kind = 'live_action', 'live_action', 'voice') as credit_type
    from character_talent
    union all
    select
        talent_id,
        film_id as media_id,
        cast(null as string) as character_id,
        credit_type
    from film_talent
),

-- An appearance is a distinct film or game in which the person is heard or seen, however many
-- parts they have in it.
counted as (
    select
        titles.talent_id,
        count(distinct titles.media_id) filter (where titles.credit_type != 'director')
            as appearance_count,
        count(distinct titles.media_id) filter (where titles.credit_type = 'voice')
            as voice_appearance_count,
        count(distinct titles.media_id) filter (
            where titles.credit_type = 'voice' and media.media_type = 'film'
        ) as voiced_film_count,
        count(distinct titles.media_id) filter (
            where titles.credit_type = 'voice' and media.media_type = 'game'
        ) as voiced_game_count,
        count(distinct titles.character_id) as character_count,
        count(distinct titles.media_id) filter (where titles.credit_type = 'director')
            as directed_film_count,
        min(coalesce(media.release_date, media.release_date_jp)) as first_release_date,
        max(coalesce(media.release_date, media.release_date_jp)) as last_release_date
    from titles
    inner join media
        on titles.media_id = media.media_id
    group by titles.talent_id
),

named as (
    select
        talent.talent_id,
        talent.talent_name,
        cast(counted.appearance_count as int) as appearance_count,
        cast(counted.voice_appearance_count as int) as voice_appearance_count,
        cast(counted.voiced_film_count as int) as voiced_film_count,
        cast(counted.voiced_game_count as int) as voiced_game_count,
        cast(counted.character_count as int) as character_count,
        cast(counted.directed_film_count as int) as directed_film_count,
        counted.first_release_date,
        counted.last_release_date
    from talent
    inner join counted
        on talent.talent_id = counted.talent_id
)

select * from named
