with
talent as (select * from {{ ref('talent') }}),

filmography as (select * from {{ ref('talent_filmography') }}),

ranked as (
    select
        cast(
            row_number() over (
                order by
                    filmography.voice_appearance_count desc,
                    talent.talent_name asc,
                    talent.talent_slug asc
            ) as integer
        ) as position,
        talent.talent_slug,
        talent.talent_name,
        filmography.voice_appearance_count,
        filmography.voiced_film_count,
        filmography.voiced_game_count
    from filmography
    inner join talent
        on filmography.talent_id = talent.talent_id
),

top as (
    select *
    from ranked
    where position <= 25
)

select * from top
