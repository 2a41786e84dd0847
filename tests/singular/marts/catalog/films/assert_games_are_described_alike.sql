-- Singular because it compares rows of a model with each other. A warning, not an error: where
-- documents disagree on a game, the mart takes what most of them say.
{{ config(severity='warn') }}

with
appearances as (select * from {{ ref('int_appearances_exploded') }}),

descriptions as (
    select
        media_slug,
        count(distinct struct(title, release_date_na, release_date_jp, platform, publisher))
            as description_count
    from appearances
    where media_type = 'game'
    group by media_slug
),

differing as (
    select *
    from descriptions
    where description_count > 1
)

select * from differing
