-- Singular because it balances three models: what is staged is in the mart, or belongs to a run
-- that is set aside for a reason.
with
staged as (
    select count(*) as row_count from {{ ref('stg_catalog__box_office_daily') }}
),

counted as (
    select count(*) as row_count from {{ ref('box_office_daily') }}
),

set_aside as (
    select coalesce(sum(landed_rows), 0) as row_count
    from {{ ref('int_box_office_runs_ranked') }}
    where set_aside_reason is not null
),

unbalanced as (
    select
        staged.row_count as staged_rows,
        counted.row_count as counted_rows,
        set_aside.row_count as set_aside_rows
    from staged
    cross join counted
    cross join set_aside
    where staged.row_count != counted.row_count + set_aside.row_count
)

select * from unbalanced
