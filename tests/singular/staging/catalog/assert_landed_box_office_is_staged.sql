-- Singular because it balances a source and a model: every key with a value that landed below the
-- cut is staged. Runs are left out of the comparison, since the key of a record has none.
with
source as (select * from {{ source('raw', 'raw_boxoffice') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts') }}),

landed_keys as (
    select count(distinct xxhash64(key)) as key_count
    from landed
    where value is not null
),

staged as (
    select count(distinct xxhash64(film_slug, date, state_code)) as key_count
    from {{ ref('stg_catalog__box_office_daily') }}
),

differing as (
    select
        landed_keys.key_count as landed_key_count,
        staged.key_count as staged_key_count
    from landed_keys
    cross join staged
    where landed_keys.key_count != staged.key_count
)

select * from differing
