-- What does the catalog know from general knowledge only? One row per field, with how many values
-- have no other source, and one per spelling of the sources that no mapping takes up, with why not.
with
general_knowledge as (select * from {{ ref('general_knowledge') }}),

unused_values as (select * from {{ ref('unused_values') }}),

reported as (
    select
        'general knowledge only' as finding,
        entity_type as subject,
        field as detail,
        count(*) as value_count,
        cast(null as varchar) as reason
    from general_knowledge
    group by entity_type, field
    union all
    select
        'spelling not used' as finding,
        attribute as subject,
        value_raw as detail,
        1 as value_count,
        reason
    from unused_values
)

select * from reported
order by finding asc, subject asc, value_count desc, detail asc
