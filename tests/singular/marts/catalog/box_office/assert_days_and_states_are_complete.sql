-- Singular because it is about rows that are missing: a film's days are continuous from the first
-- to the last, and every day has every state.
with
box_office_daily as (select * from {{ ref('box_office_daily') }}),

states as (
    select count(*) as state_count from {{ ref('us_states') }}
),

runs as (
    select
        film_id,
        datediff(max(date), min(date)) + 1 as expected_days,
        count(distinct date) as days,
        count(*) as row_count
    from box_office_daily
    group by film_id
),

incomplete as (
    select runs.*
    from runs
    cross join states
    where
        runs.days != runs.expected_days
        or runs.row_count != runs.days * states.state_count
)

select * from incomplete
