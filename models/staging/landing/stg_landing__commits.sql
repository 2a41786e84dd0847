{#-
  A table, because many models and tests read it: as a view each would open all commit records.
-#}
{{ config(materialized='table') }}

with
source as (select * from {{ source('landing', 'landing_commits') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts', position='start') }}),

renamed as (
    select
        topic_id,

        topic,
        contract,

        partition,
        start as start_offset,
        `end` as end_offset,
        {{ records_in('rows') }} as row_count,
        {{ records_in('dead_letters') }} as dead_letter_count,
        aggregate(gaps, 0L, (total, gap) -> total + gap.`end` - gap.start) as gap_count,
        aggregate(
            filter(gaps, gap -> gap.reason = 'retention'),
            0L,
            (total, gap) -> total + gap.`end` - gap.start
        ) as lost_count,
        size(files) as file_count,
        aggregate(files, 0L, (total, file) -> total + file.bytes) as byte_count,

        dt,
        to_timestamp(created_at) as committed_at
    from landed
)

select * from renamed
