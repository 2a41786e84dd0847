-- Singular because it reports what is set aside. A warning, not an error: a record that breaks
-- its contract is kept aside on purpose and the rest goes on. `hyperion replay` sends it again.
{{ config(severity='warn') }}

with
dead_letters as (select * from {{ ref('dead_letters') }}),

counted as (
    select
        topic,
        reason,
        count(*) as record_count
    from dead_letters
    group by topic, reason
)

select * from counted
