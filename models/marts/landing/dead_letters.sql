with
dead_letters as (select * from {{ ref('int_dead_letters_located') }}),

selected as (
    select
        topic,
        topic_id,
        partition,
        offset,
        reason,
        error,
        cast(published_at as timestamp_ntz) as published_at
    from dead_letters
)

select * from selected
