-- Singular because it balances lists with rows: every title in the list of a character's document
-- is a row once the lists are taken apart. A list that is cut short would lose a cast in silence.
with
characters as (
    select
        character_slug,
        size(appearances) as listed_count
    from {{ ref('int_characters_resolved') }}
),

appearances as (
    select
        character_slug,
        count(*) as row_count
    from {{ ref('int_appearances_exploded') }}
    group by character_slug
),

differing as (
    select
        characters.character_slug,
        characters.listed_count,
        appearances.row_count
    from characters
    left join appearances
        on characters.character_slug = appearances.character_slug
    where characters.listed_count != coalesce(appearances.row_count, 0)
)

select * from differing
