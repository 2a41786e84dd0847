{{ config(materialized='table') }}

with
films as (select * from {{ ref('stg_catalog__films') }}),

characters as (select * from {{ ref('stg_catalog__characters') }}),

film_fields as (
    select
        film_slug,
        explode(sources) as (field, source),
        map(
            'title', title,
            'studio', studio_raw,
            'franchise', franchise_raw,
            'release_date', cast(release_date as string),
            'release_type', release_type,
            'mpaa_rating', mpaa_rating,
            'runtime_min', cast(runtime_min as string),
            'budget_usd', cast(budget_usd as string),
            'domestic_gross_usd', cast(domestic_gross_usd as string),
            'worldwide_gross_usd', cast(worldwide_gross_usd as string),
            'directors', array_join(directors, '; ')
        ) as field_values
    from films
),

attributes as (
    select
        character_slug,
        stack(
            3,
            'role', role_raw, role_basis,
            'gender', gender_raw, gender_basis,
            'species', species_raw, species_basis
        ) as (field, value_raw, basis)
    from characters
),

appearances as (
    select
        character_slug,
        explode(appearances) as appearance
    from characters
),

voices as (
    select
        character_slug,
        explode(voices) as voice
    from characters
),

-- Where any source of facts says the same, a value does not rest on general knowledge only. Whoever
-- speaks and sings a part is listed twice in its document.
unsourced as (
    select
        'film' as entity_type,
        film_slug as entity_slug,
        field,
        field_values[field] as value
    from film_fields
    where source = 'general-knowledge'
    union distinct
    select
        'character' as entity_type,
        character_slug as entity_slug,
        field,
        value_raw as value
    from attributes
    where basis = 'general_knowledge'
    union distinct
    select
        'character' as entity_type,
        character_slug as entity_slug,
        'appearance' as field,
        appearance.media as value
    from appearances
    where appearance.source = 'general-knowledge'
    union distinct
    select
        'character' as entity_type,
        character_slug as entity_slug,
        'voice' as field,
        concat(voice.person, ' in ', voice.media) as value
    from voices
    where voice.source = 'general-knowledge'
)

select * from unsourced
