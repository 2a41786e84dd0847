-- Singular because it balances a source and a model: every key that landed below the cut is staged,
-- unless its latest version has no value.
with
source as (select * from {{ source('raw', 'raw_films') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

staged as (select * from {{ ref('stg_catalog__films') }}),

landed as ({{ below_cut('source', 'cuts') }}),

landed_keys as (
    select
        key,
        max_by(
            value is null,
            struct(
                cast({{ header_value('document_version') }} as int),
                timestamp,
                partition,
                offset
            )
        ) as is_withdrawn
    from landed
    group by key
),

differing as (
    select
        landed_keys.key,
        landed_keys.is_withdrawn,
        staged.film_slug
    from landed_keys
    full outer join staged
        on landed_keys.key = staged.film_slug
    where (staged.film_slug is null) is distinct from landed_keys.is_withdrawn
)

select * from differing
