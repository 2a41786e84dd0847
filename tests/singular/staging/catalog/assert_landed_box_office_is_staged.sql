-- Singular because it balances a source and a model: every key with a value that landed below the
-- cut is staged. Runs are left out of the comparison, since the key of a record has none.
with
source as (select * from {{ source('raw', 'raw_boxoffice') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

staged as (select * from {{ ref('stg_catalog__box_office_daily') }}),

landed as ({{ below_cut('source', 'cuts') }}),

-- A row is staged from one record: where there are as many of both, each record has its row, and
-- no keys are counted. That takes Spark a second less, of two.
landed_records as (
    select count(*) as record_count
    from landed
    where value is not null
),

staged_rows as (select count(*) as row_count from staged),

compared as (
    select landed_records.record_count != staged_rows.row_count as are_keys_in_doubt
    from landed_records
    cross join staged_rows
),

landed_keys as (
    select count(distinct xxhash64(key)) as key_count
    from landed
    where value is not null and (select compared.are_keys_in_doubt from compared)
),

staged_keys as (
    select count(distinct xxhash64(film_slug, date, state_code)) as key_count
    from staged
    where (select compared.are_keys_in_doubt from compared)
),

differing as (
    select
        landed_keys.key_count as landed_key_count,
        staged_keys.key_count as staged_key_count
    from landed_keys
    cross join staged_keys
    where landed_keys.key_count != staged_keys.key_count
)

select * from differing
