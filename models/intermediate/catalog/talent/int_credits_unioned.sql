{{ config(materialized='table') }}

with
films as (select * from {{ ref('stg_catalog__films') }}),

characters as (select * from {{ ref('int_characters_resolved') }}),

directors as (
    select
        cast(null as string) as character_id,
        film_slug as media_slug,
        'director' as credit_type,
        'director' as credit_kind,
        explode(directors) as people_raw,
        cast(null as string) as credited_as_raw,
        sources['directors'] as source
    from films
),

film_credits as (
    select
        film_slug,
        inline(credits) as (people_raw, credit_role, credited_as_raw, source)
    from films
),

-- Who is credited as themselves in an animated film is seen in its live-action parts, unless the
-- credit says that only the voice is heard.
typed_film_credits as (
    select
        cast(null as string) as character_id,
        film_slug as media_slug,
        case
            when upper(credit_role) = 'DIRECTOR' then 'director'
            when upper(credit_role) != 'ACTOR' then 'unmapped'
            when lower(credited_as_raw) like '%(voice%' then 'voice'
            when lower(credited_as_raw) rlike '^(self|himself|herself|themselves)\\b'
                then 'live_action'
            else 'voice'
        end as credit_type,
        lower(credit_role) as credit_kind,
        people_raw,
        credited_as_raw,
        source
    from film_credits
),

character_voices as (
    select
        character_id,
        inline(voices) as (people_raw, media_slug, credit_kind, credited_as_raw, source)
    from characters
),

typed_character_voices as (
    select
        character_id,
        media_slug,
        case credit_kind
            when 'voice' then 'voice'
            when 'singing' then 'voice'
            when 'actor' then 'live_action'
            else 'unmapped'
        end as credit_type,
        credit_kind,
        people_raw,
        credited_as_raw,
        source
    from character_voices
),

unioned as (
    select * from directors
    union all
    select
        character_id,
        media_slug,
        credit_type,
        credit_kind,
        people_raw,
        credited_as_raw,
        source
    from typed_film_credits
    union all
    select
        character_id,
        media_slug,
        credit_type,
        credit_kind,
        people_raw,
        credited_as_raw,
        source
    from typed_character_voices
),

-- Some sources put several people into one credit, and write None for a silent character.
people as (
    select
        character_id,
        media_slug,
        credit_type,
        credit_kind,
        explode(split(people_raw, ';')) as person,
        credited_as_raw,
        source
    from unioned
),

named as (
    select distinct
        character_id,
        media_slug,
        credit_type,
        credit_kind,
        trim(person) as person_raw,
        credited_as_raw,
        source
    from people
    where lower(trim(person)) not in ('', 'none')
)

select * from named
