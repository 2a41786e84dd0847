-- Singular because it balances a source and a model: every key with a value that landed below the
-- cut is staged, and no other. Runs are left out of the comparison, since the key of a record has
-- none. A film's day is one row with a bit for each state: 14,000 rows are compared instead of
-- 700,000 keys, for two thirds of the CPU time. States that nobody knows share the lowest bit;
-- they are red at box_office_daily's relationship to us_states.
with
source as (select * from {{ source('raw', 'raw_boxoffice') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

staged as (select * from {{ ref('stg_catalog__box_office_daily') }}),

us_states as (select * from {{ ref('us_states') }}),

landed as ({{ below_cut('source', 'cuts') }}),

states as (
    select
        state_code,
        shiftleft(cast(1 as bigint), row_number() over (order by state_code)) as bit
    from us_states
),

landed_keys as (
    select
        substring_index(cast(key as string), '|', 2) as film_day,
        substring_index(cast(key as string), '|', -1) as state_code
    from landed
    where value is not null
),

landed_days as (
    select
        landed_keys.film_day,
        bit_or(coalesce(states.bit, 1)) as states
    from landed_keys
    left join states on landed_keys.state_code = states.state_code
    group by landed_keys.film_day
),

staged_days as (
    select
        concat_ws('|', staged.film_slug, staged.date) as film_day,
        bit_or(coalesce(states.bit, 1)) as states
    from staged
    left join states on staged.state_code = states.state_code
    group by staged.film_slug, staged.date
),

compared as (
    select
        coalesce(landed_days.film_day, staged_days.film_day) as film_day,
        coalesce(landed_days.states, 0) as landed_states,
        coalesce(staged_days.states, 0) as staged_states
    from landed_days
    full outer join staged_days on landed_days.film_day = staged_days.film_day
),

differing as (
    select
        film_day,
        bit_count(landed_states) as landed_state_count,
        bit_count(staged_states) as staged_state_count
    from compared
    where landed_states != staged_states
)

select * from differing
