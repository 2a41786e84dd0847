with
films as (select * from {{ ref('int_films_resolved') }}),

appearances as (select * from {{ ref('int_appearances_exploded') }}),

described as (
    select
        media_id,
        media_slug,
        title,
        release_date_na,
        release_date_jp,
        platform,
        publisher,
        count(*) as mentions
    from appearances
    where media_type = 'game'
    group by
        media_id, media_slug, title, release_date_na, release_date_jp, platform, publisher
),

-- Games have no document of their own: where those of their characters disagree, most of them win.
ranked as (
    select
        *,
        row_number() over (
            partition by media_id
            order by
                mentions desc,
                title asc,
                release_date_na asc nulls last,
                release_date_jp asc nulls last,
                platform asc nulls last,
                publisher asc nulls last
        ) as preference
    from described
),

unioned as (
    select
        film_id as media_id,
        film_slug as media_slug,
        title,
        'film' as media_type,
        release_date,
        cast(null as date) as release_date_jp,
        cast(null as string) as platform,
        cast(null as string) as publisher
    from films
    union all
    select
        media_id,
        media_slug,
        title,
        'game' as media_type,
        release_date_na as release_date,
        release_date_jp,
        platform,
        publisher
    from ranked
    where preference = 1
)

select * from unioned
