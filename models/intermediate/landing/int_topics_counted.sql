with
films as (select * from {{ ref('stg_catalog__films') }}),

characters as (select * from {{ ref('int_characters_resolved') }}),

runs as (select * from {{ ref('int_box_office_runs_ranked') }}),

-- A merged character lives on in another, and a run of box office counts as a whole or not at all.
counted as (
    select
        'raw-films' as topic,
        count(*) as staged_count,
        cast(0 as bigint) as set_aside_count
    from films
    union all
    select
        'raw-characters' as topic,
        count(*) as staged_count,
        count_if(is_merged) as set_aside_count
    from characters
    union all
    select
        'raw-boxoffice' as topic,
        coalesce(sum(landed_rows), 0) as staged_count,
        coalesce(sum(landed_rows) filter (where set_aside_reason is not null), 0)
            as set_aside_count
    from runs
)

select * from counted
