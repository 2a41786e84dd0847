-- Singular because it reports over several sources. A warning, not an error: a record that breaks
-- its contract is kept aside on purpose and the rest goes on. `hyperion replay` sends it again.
{{ config(severity='warn') }}

with

cuts as (

    select * from {{ source('ops', 'build_cuts') }}

),

dead_letters as (

    select * from {{ source('raw', 'raw_films_dead_letters') }}
    union all
    select * from {{ source('raw', 'raw_characters_dead_letters') }}
    union all
    select * from {{ source('raw', 'raw_boxoffice_dead_letters') }}

),

counted as (

    select
        dead_letters.topic,
        dead_letters.reason,
        count(*) as record_count
    from dead_letters
    left semi join cuts
        on
            dead_letters.topic_id = cuts.topic_id
            and dead_letters.partition = cuts.partition
            and dead_letters.offset < cuts.end_offset
    group by dead_letters.topic, dead_letters.reason

)

select * from counted
