{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key=['film_slug', 'date', 'state_code', 'run_id'],
        matched_condition='struct(
            source.document_version, source.published_at, source.partition, source.offset
        ) > struct(
            target.document_version, target.published_at, target.partition, target.offset
        )',
        on_schema_change='append_new_columns',
    )
}}

with
source as (select * from {{ source('raw', 'raw_boxoffice') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts') }}),
{% if is_incremental() %}

-- What this table has taken in: everything of a partition below its highest offset.
staged as (
    select
        topic_id,
        partition,
        max(offset) as max_offset
    from {{ this }}
    group by topic_id, partition
),

news as (
    select
        cuts.topic_id,
        cuts.partition,
        coalesce(staged.max_offset + 1, 0) as next_offset
    from cuts
    left join staged
        on
            cuts.topic_id = staged.topic_id
            and cuts.partition = staged.partition
    where
        cuts.topic = 'raw-boxoffice'
        and cuts.end_offset > coalesce(staged.max_offset + 1, 0)
),

first_news as (select min(next_offset) as next_offset from news),
{% endif %}

new_records as (
    select landed.*
    from landed
    {% if is_incremental() %}
    inner join news
        on
            landed.topic_id = news.topic_id
            and landed.partition = news.partition
            and landed.offset >= news.next_offset
    -- Follows from the join, but a constant is compared with the files' statistics: those of
    -- earlier increments are not read.
    where landed.offset >= (select first_news.next_offset from first_news)
    {% endif %}
),

-- A single day can't be withdrawn, since a run counts as a whole: a record without a value says
-- nothing here, and is counted as set aside.
parsed as (
    select
        *,
        cast({{ header_value('document_version') }} as int) as document_version,
        from_json(
            cast(value as string),
            'film string, date date, state_code string, gross_cents bigint, run_id string,
            run_rows int',
            map('mode', 'FAILFAST')
        ) as document
    from new_records
    where value is not null
),

renamed as (
    select
        document.film as film_slug,
        document.run_id,

        document.state_code,
        topic_id,

        document.gross_cents,
        document.run_rows,
        document_version,
        partition,
        offset,

        document.date,
        timestamp_millis(timestamp) as published_at
    from parsed
),

-- The same day of the same run may be on the topic many times: it was published again.
ranked as (
    select
        *,
        row_number() over (
            partition by film_slug, date, state_code, run_id
            order by document_version desc, published_at desc, partition desc, offset desc
        ) as recency
    from renamed
),

latest as (
    select * except (recency)
    from ranked
    where recency = 1
)

select * from latest
