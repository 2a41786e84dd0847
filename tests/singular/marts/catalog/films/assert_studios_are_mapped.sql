-- Singular because it reports spellings. An error: a film under the studio `unmapped` would count
-- for nobody in every figure by studio. Add the spelling to the seed `studio_names`.
with
films as (select * from {{ ref('int_films_resolved') }}),

unmapped as (
    select
        studio_raw,
        count(*) as film_count
    from films
    where studio_slug = 'unmapped'
    group by studio_raw
)

select * from unmapped
