with
commits as (select * from {{ ref('stg_landing__commits') }}),

-- The first commit of a partition starts at 0: what is missing before it counts as unaccounted too.
chained as (
    select
        commits.*,
        lag(end_offset, 1, cast(0 as bigint)) over (
            partition by topic_id, partition
            order by start_offset
        ) as previous_end_offset
    from commits
),

balanced as (
    select
        topic_id,
        topic,
        contract,
        partition,
        start_offset,
        end_offset,
        previous_end_offset,
        end_offset - start_offset as offset_count,
        row_count,
        dead_letter_count,
        gap_count,
        lost_count,
        end_offset - previous_end_offset
        - row_count - dead_letter_count - gap_count as unaccounted_count,
        file_count,
        byte_count,

        dt,
        committed_at,
        date_trunc('hour', committed_at) as committed_hour
    from chained
)

select * from balanced
