-- Singular because it balances two models: a film keeps its title, release and gross on the way
-- through the join with its studio, and none is lost there.
with
staged as (select * from {{ ref('stg_catalog__films') }}),

resolved as (select * from {{ ref('int_films_resolved') }}),

differing as (
    select
        staged.film_slug as staged_film,
        resolved.film_slug as resolved_film
    from staged
    full outer join resolved
        on staged.film_slug = resolved.film_slug
    where
        staged.title is distinct from resolved.title
        or staged.release_date is distinct from resolved.release_date
        or staged.domestic_gross_usd is distinct from resolved.domestic_gross_usd
)

select * from differing
