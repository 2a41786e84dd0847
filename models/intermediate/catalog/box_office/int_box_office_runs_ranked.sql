{{ config(materialized='table') }}

with
box_office as (select * from {{ ref('stg_catalog__box_office_daily') }}),

films as (select * from {{ ref('int_films_resolved') }}),

runs as (
    select
        film_slug,
        run_id,
        max(run_rows) as expected_rows,
        count(*) as landed_rows,
        cast(cast(sum(gross_cents) as decimal(20, 0)) / 100 as decimal(18, 2)) as gross_usd,
        max(document_version) as document_version,
        -- The earliest row: a run that is being published again is as old as its oldest row.
        min(published_at) as published_at
    from box_office
    group by film_slug, run_id
),

ranked as (
    select
        runs.*,
        films.film_id,
        films.domestic_gross_usd is not null as has_known_gross,
        runs.landed_rows = runs.expected_rows as is_complete,
        row_number() over (
            partition by runs.film_slug
            order by
                runs.landed_rows = runs.expected_rows desc,
                runs.document_version desc,
                runs.published_at desc,
                runs.run_id desc
        ) as recency
    from runs
    left join films
        on runs.film_slug = films.film_slug
),

judged as (
    select
        film_id,
        film_slug,
        run_id,
        expected_rows,
        landed_rows,
        gross_usd,
        published_at,
        is_complete,
        case
            when film_id is null then 'film not in the catalog'
            when not has_known_gross then 'film without a known domestic gross'
            when not is_complete then 'run not complete'
            when recency > 1 then 'superseded by a newer run'
        end as set_aside_reason
    from ranked
)

select * from judged
