-- Singular because it compares sums of two marts: what all studios sold in all years is what all
-- days and states sold.
with
by_studio as (
    select sum(gross_usd) as gross_usd from {{ ref('revenue_by_studio_year') }}
),

by_day as (
    select sum(gross_usd) as gross_usd from {{ ref('box_office_daily') }}
),

differing as (
    select
        by_studio.gross_usd as studio_gross_usd,
        by_day.gross_usd as daily_gross_usd
    from by_studio
    cross join by_day
    where by_studio.gross_usd is distinct from by_day.gross_usd
)

select * from differing
