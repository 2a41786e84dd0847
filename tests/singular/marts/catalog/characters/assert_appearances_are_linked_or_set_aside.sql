-- Singular because it balances two models: every character and title that a document names is a
-- row of the mart, or is set aside for a reason.
with
appearances as (
    select
        count(distinct character_id, media_id) as named_count,
        count(distinct if(set_aside_reason is null, null, struct(character_id, media_id)))
            as set_aside_count
    from {{ ref('int_appearances_exploded') }}
),

linked as (
    select count(*) as linked_count from {{ ref('character_media') }}
),

unbalanced as (
    select
        appearances.named_count,
        appearances.set_aside_count,
        linked.linked_count
    from appearances
    cross join linked
    where appearances.named_count != appearances.set_aside_count + linked.linked_count
)

select * from unbalanced
