with
appearances as (select * from {{ ref('int_appearances_exploded') }}),

media as (select * from {{ ref('int_media_unioned') }}),

-- A film's character and the Kingdom Hearts character merged into it may name the same title.
linked as (
    select
        appearances.character_id,
        appearances.media_id,
        media.media_type,
        min(appearances.link) as link,
        array_join(array_sort(collect_set(appearances.source)), '; ') as source
    from appearances
    inner join media
        on appearances.media_id = media.media_id
    group by appearances.character_id, appearances.media_id, media.media_type
)

select * from linked
