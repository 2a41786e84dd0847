with
commits as (select * from {{ ref('int_commits_chained') }}),

topics as (select * from {{ ref('int_topics_counted') }}),

films as (select * from {{ ref('films') }}),

characters as (select * from {{ ref('characters') }}),

box_office_daily as (select * from {{ ref('box_office_daily') }}),

landed as (
    select
        topic,
        sum(offset_count - gap_count + lost_count) as produced_count,
        sum(row_count) as landed_count,
        sum(dead_letter_count) as rejected_count,
        sum(lost_count) as lost_count,
        cast(max(committed_at) as timestamp_ntz) as last_committed_at
    from commits
    group by topic
),

published as (
    select
        'raw-films' as topic,
        count(*) as published_count
    from films
    union all
    select
        'raw-characters' as topic,
        count(*) as published_count
    from characters
    union all
    select
        'raw-boxoffice' as topic,
        count(*) as published_count
    from box_office_daily
),

balanced as (
    select
        landed.topic,
        landed.produced_count,
        landed.landed_count,
        landed.rejected_count,
        landed.lost_count,
        landed.landed_count - topics.staged_count as superseded_count,
        topics.staged_count,
        topics.set_aside_count,
        published.published_count,
        landed.last_committed_at
    from landed
    inner join topics
        on landed.topic = topics.topic
    inner join published
        on landed.topic = published.topic
)

select * from balanced
