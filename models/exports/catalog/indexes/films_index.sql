with
films as (select * from {{ ref('films') }}),

studios as (select * from {{ ref('studios') }}),

franchises as (select * from {{ ref('franchises') }}),

listed as (
    select
        films.film_slug,
        films.title,
        films.release_date,
        films.release_type,
        films.mpaa_rating,
        films.domestic_gross_usd,
        films.worldwide_gross_usd,
        {{ named_row(['studios.studio_slug', 'studios.studio_name']) }} as studio,
        if(
            franchises.franchise_id is not null,
            {{ named_row(['franchises.franchise_slug', 'franchises.franchise_name']) }}
        ) as franchise
    from films
    inner join studios
        on films.studio_id = studios.studio_id
    left join franchises
        on films.franchise_id = franchises.franchise_id
)

select * from listed
