with
films as (select * from {{ ref('films') }}),

characters as (select * from {{ ref('characters') }}),

talent as (select * from {{ ref('talent') }}),

studios as (select * from {{ ref('studios') }}),

franchises as (select * from {{ ref('franchises') }}),

unioned as (
    select
        'film' as kind,
        film_slug as slug,
        title as name,
        cast(year(release_date) as varchar) as detail
    from films
    union all
    select
        'character' as kind,
        character_slug as slug,
        character_name as name,
        concat(species, ', ', character_group) as detail
    from characters
    union all
    select
        'talent' as kind,
        talent_slug as slug,
        talent_name as name,
        cast(null as varchar) as detail
    from talent
    union all
    select
        'studio' as kind,
        studio_slug as slug,
        studio_name as name,
        cast(null as varchar) as detail
    from studios
    union all
    select
        'franchise' as kind,
        franchise_slug as slug,
        franchise_name as name,
        cast(null as varchar) as detail
    from franchises
),

typed as (
    select
        cast(kind as varchar) as kind,
        slug,
        name,
        detail
    from unioned
)

select * from typed
