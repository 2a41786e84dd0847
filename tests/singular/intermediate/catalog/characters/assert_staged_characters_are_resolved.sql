-- Singular because it balances two models: every staged document leads to exactly one character,
-- with the titles and voices that it lists.
with
staged as (
    select
        character_slug,
        size(appearances) as title_count,
        size(voices) as voice_count
    from {{ ref('stg_catalog__characters') }}
),

resolved as (
    select
        character_slug,
        size(appearances) as title_count,
        size(voices) as voice_count
    from {{ ref('int_characters_resolved') }}
),

differing as (
    select
        coalesce(staged.character_slug, resolved.character_slug) as character_slug,
        staged.title_count as staged_titles,
        resolved.title_count as resolved_titles,
        staged.voice_count as staged_voices,
        resolved.voice_count as resolved_voices
    from staged
    full outer join resolved
        on staged.character_slug = resolved.character_slug
    where
        staged.title_count is distinct from resolved.title_count
        or staged.voice_count is distinct from resolved.voice_count
)

select * from differing
