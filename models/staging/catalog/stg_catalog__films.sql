{#-
  A table, because many models and tests read it: as a view each would parse all documents anew.
-#}
{{ config(materialized='table') }}

with
source as (select * from {{ source('raw', 'raw_films') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts') }}),

versions as ({{ ranked_versions('landed') }}),

-- A latest version without a value says that the film was withdrawn.
parsed as (
    select
        *,
        from_json(
            value,
            'film string, title string, studio string, franchise string, release_date date,
            release_type string, mpaa_rating string, runtime_min int, budget_usd bigint,
            domestic_gross_usd bigint, worldwide_gross_usd bigint, directors array<string>,
            credits array<struct<person: string, credit_role: string, character_raw: string,
            source: string>>, sources map<string, string>,
            conflicts array<struct<field: string, value: string, source: string>>',
            map('mode', 'FAILFAST')
        ) as document
    from versions
    where recency = 1 and value is not null
),

renamed as (
    select
        document.film as film_slug,

        document.title,
        document.studio as studio_raw,
        document.franchise as franchise_raw,
        document.release_type,
        document.mpaa_rating,
        source_file,

        document.runtime_min,
        document_version,
        -- A gross or budget of 0 means that nobody knows it.
        cast(nullif(document.budget_usd, 0) as decimal(18, 2)) as budget_usd,
        cast(nullif(document.domestic_gross_usd, 0) as decimal(18, 2)) as domestic_gross_usd,
        cast(nullif(document.worldwide_gross_usd, 0) as decimal(18, 2)) as worldwide_gross_usd,

        document.directors,
        document.credits,
        document.sources,
        document.conflicts,

        document.release_date,
        timestamp_millis(timestamp) as published_at
    from parsed
)

select * from renamed
