with
unsourced as (select * from {{ ref('int_values_unsourced') }}),

listed as (
    select
        entity_type,
        entity_slug,
        field,
        value
    from unsourced
    where value is not null
)

select * from listed
