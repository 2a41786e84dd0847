-- Singular because it balances the columns of a row: at every step, what came in went on or was set
-- aside, from Kafka to the marts. Between landing and staging nothing can be balanced: what was
-- superseded is computed as the difference, and may not be negative.
with
topic_quality as (select * from {{ ref('topic_quality') }}),

unbalanced as (
    select
        topic,
        produced_count,
        landed_count,
        rejected_count,
        lost_count,
        staged_count,
        set_aside_count,
        published_count
    from topic_quality
    where
        produced_count != landed_count + rejected_count + lost_count
        or staged_count != set_aside_count + published_count
)

select * from unbalanced
