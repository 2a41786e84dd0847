-- Singular because it balances exports with marts: no film, character, person, franchise or studio
-- year is lost in a join on the way.
with
counts as (
    select
        'films_complete' as export,
        (select count(*) from {{ ref('films_complete') }}) as exported_rows,
        (select count(*) from {{ ref('films') }}) as mart_rows
    union all
    select
        'characters_complete' as export,
        (select count(*) from {{ ref('characters_complete') }}) as exported_rows,
        (select count(*) from {{ ref('characters') }}) as mart_rows
    union all
    select
        'studio_stats' as export,
        (select count(*) from {{ ref('studio_stats') }}) as exported_rows,
        (select count(*) from {{ ref('revenue_by_studio_year') }}) as mart_rows
    union all
    select
        'films_index' as export,
        (select count(*) from {{ ref('films_index') }}) as exported_rows,
        (select count(*) from {{ ref('films') }}) as mart_rows
    union all
    select
        'franchises_complete' as export,
        (select count(*) from {{ ref('franchises_complete') }}) as exported_rows,
        (select count(*) from {{ ref('franchises') }}) as mart_rows
    union all
    select
        'franchises_index' as export,
        (select count(*) from {{ ref('franchises_index') }}) as exported_rows,
        (select count(*) from {{ ref('franchises') }}) as mart_rows
    union all
    select
        'talent_complete' as export,
        (select count(*) from {{ ref('talent_complete') }}) as exported_rows,
        (select count(*) from {{ ref('talent') }}) as mart_rows
    union all
    select
        'search_index' as export,
        (select count(*) from {{ ref('search_index') }}) as exported_rows,
        (select count(*) from {{ ref('films') }})
        + (select count(*) from {{ ref('characters') }})
        + (select count(*) from {{ ref('talent') }})
        + (select count(*) from {{ ref('studios') }})
        + (select count(*) from {{ ref('franchises') }}) as mart_rows
),

differing as (
    select *
    from counts
    where exported_rows != mart_rows
)

select * from differing
