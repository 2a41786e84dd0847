with
franchises as (select * from {{ ref('franchises') }}),

character_counts as (select * from {{ ref('character_counts_by_franchise') }}),

listed as (
    select
        franchises.franchise_slug,
        franchises.franchise_name,
        franchises.film_count,
        character_counts.character_count
    from franchises
    inner join character_counts
        on franchises.franchise_id = character_counts.franchise_id
)

select * from listed
