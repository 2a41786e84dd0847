-- Singular because it reports what is set aside. A warning, not an error: an appearance in a film
-- outside the catalog is left out on purpose, and a document may name one at any time.
{{ config(severity='warn') }}

with
appearances as (select * from {{ ref('int_appearances_exploded') }}),

set_aside as (
    select
        set_aside_reason,
        media_slug,
        count(*) as appearance_count
    from appearances
    where set_aside_reason is not null
    group by set_aside_reason, media_slug
)

select * from set_aside
