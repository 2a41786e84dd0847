with
dead_letters as (select * from {{ ref('stg_landing__dead_letters') }}),

-- Without the bytes, which may be a megabyte each.
located as (
    select
        topic_id,
        topic,
        reason,
        error,
        partition,
        offset,
        published_at
    from dead_letters
)

select * from located
