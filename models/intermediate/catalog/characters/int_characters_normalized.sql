with
characters as (select * from {{ ref('int_characters_resolved') }}),

roles as (select * from {{ ref('role_mappings') }}),

genders as (select * from {{ ref('gender_mappings') }}),

species as (select * from {{ ref('species_mappings') }}),

merged as (
    select
        character_id,
        array_sort(collect_set(character_name) filter (where is_merged)) as names,
        bool_or(voice_status = 'voiced') as is_voiced
    from characters
    group by character_id
),

-- A value that no mapping knows becomes `unmapped`, and one that no source gives `unknown`: never
-- null, so that both can be counted.
normalized as (
    select
        characters.character_id,
        characters.character_slug,
        characters.character_name,
        characters.character_group,
        nullif(
            array_join(array_remove(merged.names, characters.character_name), '; '), ''
        ) as other_names,
        case
            when characters.role_raw is null then 'unknown'
            else coalesce(roles.role, 'unmapped')
        end as role,
        characters.role_raw,
        characters.role_source,
        characters.role_basis,
        case
            when characters.gender_raw is null then 'unknown'
            else coalesce(genders.gender, 'unmapped')
        end as gender,
        characters.gender_raw,
        characters.gender_source,
        characters.gender_basis,
        case
            when characters.species_raw is null then 'unknown'
            else coalesce(species.species, 'unmapped')
        end as species,
        case
            when characters.species_raw is null then 'unknown'
            else coalesce(species.species_class, 'unmapped')
        end as species_class,
        characters.species_raw,
        characters.species_source,
        characters.species_basis,
        if(merged.is_voiced, 'voiced', characters.voice_status) as voice_status
    from characters
    inner join merged
        on characters.character_id = merged.character_id
    left join roles
        on lower(trim(characters.role_raw)) = lower(roles.role_raw)
    left join genders
        on lower(trim(characters.gender_raw)) = lower(genders.gender_raw)
    left join species
        on lower(trim(characters.species_raw)) = lower(species.species_raw)
    where not characters.is_merged
)

select * from normalized
