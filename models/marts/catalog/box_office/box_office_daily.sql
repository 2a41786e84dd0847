{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key=['film_id', 'date', 'state_code'],
        on_schema_change='append_new_columns',
        pre_hook="{{ delete_gone_rows(
            ref('int_box_office_daily_counted'), ['film_id', 'date', 'state_code']
        ) }}",
    )
}}

with

counted as (

    select * from {{ ref('int_box_office_daily_counted') }}

),

-- An increment is what differs from the table: new days, and days with another gross. Days that
-- are gone were deleted by the hook.
changed as (

    select
        counted.film_id,
        counted.date,
        counted.state_code,
        counted.gross_usd
    from counted
    {% if is_incremental() %}
    left anti join {{ this }} as merged
        on
            counted.film_id = merged.film_id
            and counted.date = merged.date
            and counted.state_code = merged.state_code
            and {{ unchanged('counted', 'merged', ['gross_usd']) }}
    {% endif %}

)

select * from changed
