-- Singular because it compares two sources: a commit that the build left out, since readers did not
-- see all of it, must be so young that its files are still on their way. An older one lost a file:
-- `hyperion verify` names it.
with
commits as (select * from {{ source('landing', 'landing_commits') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

overdue as (
    select
        commits.topic,
        commits.partition,
        commits.start,
        commits.created_at
    from commits
    inner join cuts
        on
            commits.topic_id = cuts.topic_id
            and commits.partition = cuts.partition
    where
        commits.start >= cuts.end_offset
        and to_timestamp(commits.created_at)
        < cuts.fixed_at - make_dt_interval(0, 0, {{ var('grace_minutes', 5) }})
)

select * from overdue
