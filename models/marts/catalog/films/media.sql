with
media as (select * from {{ ref('int_media_unioned') }}),

selected as (
    select
        media_id,
        media_slug,
        title,
        media_type,
        release_date,
        release_date_jp,
        platform,
        publisher
    from media
)

select * from selected
