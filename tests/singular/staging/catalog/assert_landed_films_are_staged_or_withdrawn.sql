-- Singular because it balances a source and a model: every key that landed below the cut is staged,
-- unless its latest version has no value.
with
source as (select * from {{ source('raw', 'raw_films') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

staged as (select * from {{ ref('stg_catalog__films') }}),

landed as (
    select
        source.key,
        max_by(
            source.value is null,
            struct(
                cast({{ header_value('document_version') }} as int),
                source.timestamp,
                source.partition,
                source.offset
            )
        ) as is_withdrawn
    from source
    left semi join cuts
        on
            source.topic_id = cuts.topic_id
            and source.partition = cuts.partition
            and source.offset < cuts.end_offset
    group by source.key
),

differing as (
    select
        landed.key,
        landed.is_withdrawn,
        staged.film_slug
    from landed
    full outer join staged
        on landed.key = staged.film_slug
    where (staged.film_slug is null) is distinct from landed.is_withdrawn
)

select * from differing
