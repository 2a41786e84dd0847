{#-
  A table, because many models and tests read it: as a view each would parse all documents anew.
-#}
{{ config(materialized='table') }}

with
source as (select * from {{ source('raw', 'raw_characters') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

landed as ({{ below_cut('source', 'cuts') }}),

versions as ({{ ranked_versions('landed') }}),

-- A latest version without a value says that the character was withdrawn.
parsed as (
    select
        *,
        from_json(
            value,
            '`character` string, name string, `group` string,
            origin struct<film: string, `character`: string>,
            attributes struct<
                role: struct<value_raw: string, source: string, basis: string>,
                gender: struct<value_raw: string, source: string, basis: string>,
                species: struct<value_raw: string, source: string, basis: string>>,
            attribute_conflicts array<struct<attribute: string, value_raw: string,
            source: string>>,
            appearances array<struct<title: string, media: string, media_type: string,
            link: string, source: string, release_date_jp: date, release_date_na: date,
            platform: string, publisher: string>>,
            voices array<struct<person: string, media: string, credit_kind: string,
            credited_as_raw: string, source: string>>, voice_status string',
            map('mode', 'FAILFAST')
        ) as document
    from versions
    where recency = 1 and value is not null
),

renamed as (
    select
        document.character as character_slug,
        document.origin.film as origin_film_slug,
        document.origin.character as origin_character_slug,

        document.name as character_name,
        document.group as character_group,
        document.attributes.role.value_raw as role_raw,
        document.attributes.role.source as role_source,
        document.attributes.role.basis as role_basis,
        document.attributes.gender.value_raw as gender_raw,
        document.attributes.gender.source as gender_source,
        document.attributes.gender.basis as gender_basis,
        document.attributes.species.value_raw as species_raw,
        document.attributes.species.source as species_source,
        document.attributes.species.basis as species_basis,
        document.voice_status,
        source_file,

        document_version,

        document.attribute_conflicts,
        document.appearances,
        document.voices,

        timestamp_millis(timestamp) as published_at
    from parsed
)

select * from renamed
