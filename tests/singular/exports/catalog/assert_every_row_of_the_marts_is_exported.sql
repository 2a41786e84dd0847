-- Singular because it balances exports with the marts that they are made of: no film, character,
-- person, franchise or studio year is lost in a join on the way.
with
mart_rows as (
    select
        'films' as mart,
        count(*) as row_count
    from {{ ref('films') }}
    union all
    select
        'characters' as mart,
        count(*) as row_count
    from {{ ref('characters') }}
    union all
    select
        'talent' as mart,
        count(*) as row_count
    from {{ ref('talent') }}
    union all
    select
        'studios' as mart,
        count(*) as row_count
    from {{ ref('studios') }}
    union all
    select
        'franchises' as mart,
        count(*) as row_count
    from {{ ref('franchises') }}
    union all
    select
        'revenue_by_studio_year' as mart,
        count(*) as row_count
    from {{ ref('revenue_by_studio_year') }}
),

export_rows as (
    select
        'films_complete' as export,
        count(*) as row_count
    from {{ ref('films_complete') }}
    union all
    select
        'characters_complete' as export,
        count(*) as row_count
    from {{ ref('characters_complete') }}
    union all
    select
        'studio_stats' as export,
        count(*) as row_count
    from {{ ref('studio_stats') }}
    union all
    select
        'films_index' as export,
        count(*) as row_count
    from {{ ref('films_index') }}
    union all
    select
        'franchises_complete' as export,
        count(*) as row_count
    from {{ ref('franchises_complete') }}
    union all
    select
        'franchises_index' as export,
        count(*) as row_count
    from {{ ref('franchises_index') }}
    union all
    select
        'talent_complete' as export,
        count(*) as row_count
    from {{ ref('talent_complete') }}
    union all
    select
        'search_index' as export,
        count(*) as row_count
    from {{ ref('search_index') }}
),

made_of (export, mart) as (
    values
    ('films_complete', 'films'),
    ('characters_complete', 'characters'),
    ('studio_stats', 'revenue_by_studio_year'),
    ('films_index', 'films'),
    ('franchises_complete', 'franchises'),
    ('franchises_index', 'franchises'),
    ('talent_complete', 'talent'),
    ('search_index', 'films'),
    ('search_index', 'characters'),
    ('search_index', 'talent'),
    ('search_index', 'studios'),
    ('search_index', 'franchises')
),

expected as (
    select
        made_of.export,
        sum(mart_rows.row_count) as row_count
    from made_of
    inner join mart_rows
        on made_of.mart = mart_rows.mart
    group by made_of.export
),

differing as (
    select
        expected.export,
        expected.row_count as expected_rows,
        export_rows.row_count as exported_rows
    from expected
    inner join export_rows
        on expected.export = export_rows.export
    where expected.row_count != export_rows.row_count
)

select * from differing
