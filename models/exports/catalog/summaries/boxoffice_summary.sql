with
films as (select * from {{ ref('films') }}),

box_office_daily as (select * from {{ ref('box_office_daily') }}),

-- A film has a row per state and day: what follows has a fiftieth of the rows.
daily as (
    select
        film_id,
        date,
        min(date) over (partition by film_id) as first_date,
        sum(gross_usd) as gross_usd
    from box_office_daily
    group by film_id, date
),

weekly as (
    select
        film_id,
        first_date,
        date_diff('day', first_date, date) / 7 as week_index,
        sum(gross_usd) as gross_usd
    from daily
    group by film_id, first_date, date_diff('day', first_date, date) / 7
),

by_state as (
    select
        film_id,
        state_code,
        sum(gross_usd) as gross_usd
    from box_office_daily
    group by film_id, state_code
),

unioned as (
    select
        'film_week' as row_kind,
        film_id,
        week_index + 1 as week_number,
        date_add('day', 7 * week_index, first_date) as week_start_date,
        cast(null as varchar) as state_code,
        gross_usd
    from weekly
    union all
    select
        'film_state' as row_kind,
        film_id,
        null as week_number,
        null as week_start_date,
        state_code,
        gross_usd
    from by_state
),

named as (
    select
        cast(unioned.row_kind as varchar) as row_kind,
        unioned.film_id,
        films.film_slug,
        cast(unioned.week_number as integer) as week_number,
        unioned.week_start_date,
        unioned.state_code,
        cast(unioned.gross_usd as decimal(18, 2)) as gross_usd
    from unioned
    inner join films
        on unioned.film_id = films.film_id
)

select * from named
