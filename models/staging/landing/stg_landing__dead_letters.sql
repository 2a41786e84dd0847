with
source as (select * from {{ source('landing', 'dead_letters') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as (
    select source.*
    from source
    left semi join cuts
        on
            source.topic_id = cuts.topic_id
            and source.partition = cuts.partition
            and source.offset < cuts.end_offset
),

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
