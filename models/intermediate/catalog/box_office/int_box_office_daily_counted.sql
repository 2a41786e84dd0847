with
box_office as (select * from {{ ref('stg_catalog__box_office_daily') }}),

runs as (select * from {{ ref('int_box_office_runs_ranked') }}),

counted as (
    select
        runs.film_id,
        box_office.date,
        box_office.state_code,
        cast(box_office.gross_cents as decimal(16, 0)) / 100 as gross_dollars
    from box_office
    inner join runs
        on
            box_office.film_slug = runs.film_slug
            and box_office.run_id = runs.run_id
    where runs.set_aside_reason is null
),

typed as (
    select
        film_id,
        date,
        state_code,
        cast(gross_dollars as decimal(18, 2)) as gross_usd
    from counted
)

select * from typed
