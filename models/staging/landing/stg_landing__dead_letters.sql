with
source as (select * from {{ source('landing', 'dead_letters') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts') }}),

renamed as (
    select
        topic_id,

        topic,
        reason,
        error,

        partition,
        offset,

        key as key_bytes,
        value as value_bytes,

        timestamp_millis(timestamp) as published_at
    from landed
)

select * from renamed
