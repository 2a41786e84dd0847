with
films as (select * from {{ ref('stg_catalog__films_dead_letters') }}),

characters as (select * from {{ ref('stg_catalog__characters_dead_letters') }}),

box_office as (select * from {{ ref('stg_catalog__box_office_dead_letters') }}),

unioned as (
    select
        topic_id,
        topic,
        reason,
        error,
        partition,
        offset,
        published_at
    from films
    union all
    select
        topic_id,
        topic,
        reason,
        error,
        partition,
        offset,
        published_at
    from characters
    union all
    select
        topic_id,
        topic,
        reason,
        error,
        partition,
        offset,
        published_at
    from box_office
)

select * from unioned
