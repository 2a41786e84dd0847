-- Which studio earned how much in which year? Domestic box office by the day it was sold, so a
-- film released at Christmas counts in two years. The daily figures are modelled: they add up to
-- each film's known domestic gross, which includes Canada.
with
revenue as (
    select
        studio_name,
        year,
        gross_usd
    from studio_stats
    -- A studio also has the years in which it released films that sold no tickets.
    where gross_usd > 0
)

select * from revenue
order by studio_name, year
