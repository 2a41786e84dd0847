-- Singular because it is a share over several columns. An error: with more than one character in a
-- hundred unmapped, counts by role, gender or species mislead.
with
characters as (select * from {{ ref('characters') }}),

shares as (
    select
        count(*) as characters,
        count_if(role = 'unmapped') as unmapped_roles,
        count_if(gender = 'unmapped') as unmapped_genders,
        count_if(species = 'unmapped') as unmapped_species
    from characters
),

too_many as (
    select *
    from shares
    where greatest(unmapped_roles, unmapped_genders, unmapped_species) * 100 > characters
)

select * from too_many
