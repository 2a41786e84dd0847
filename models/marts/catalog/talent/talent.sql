with

talent as (

    select * from {{ ref('int_talent_resolved') }}

),

grouped as (

    select
        talent_id,
        talent_slug,
        talent_name,
        nullif(
            array_join(
                array_sort(collect_set(person_raw) filter (where person_raw != talent_name)), '; '
            ),
            ''
        ) as other_spellings
    from talent
    group by talent_id, talent_slug, talent_name

)

select * from grouped
