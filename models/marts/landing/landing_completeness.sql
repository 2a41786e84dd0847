with
commits as (select * from {{ ref('int_commits_chained') }}),

hourly as (
    select
        topic,
        topic_id,
        partition,
        cast(committed_hour as timestamp_ntz) as committed_hour,
        min(start_offset) as start_offset,
        max(end_offset) as end_offset,
        sum(offset_count) as offset_count,
        sum(row_count) as row_count,
        sum(dead_letter_count) as dead_letter_count,
        sum(gap_count) as gap_count,
        sum(unaccounted_count) as unaccounted_count,
        count(*) as commit_count,
        sum(file_count) as file_count,
        sum(byte_count) as byte_count
    from commits
    group by topic, topic_id, partition, committed_hour
)

select * from hourly
