-- Singular because it balances a source and a model: every key with a value that landed below the
-- cut is staged. Runs are left out of the comparison, since the key of a record has none.
with
source as (select * from {{ source('raw', 'raw_boxoffice') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as (
    select count(distinct xxhash64(source.key)) as key_count
    from source
    left semi join cuts
        on
            source.topic_id = cuts.topic_id
            and source.partition = cuts.partition
            and source.offset < cuts.end_offset
    where source.value is not null
),

staged as (
    select count(distinct xxhash64(film_slug, date, state_code)) as key_count
    from {{ ref('stg_catalog__box_office_daily') }}
),

differing as (
    select
        landed.key_count as landed_keys,
        staged.key_count as staged_keys
    from landed
    cross join staged
    where landed.key_count != staged.key_count
)

select * from differing
