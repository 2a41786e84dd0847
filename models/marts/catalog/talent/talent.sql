with
talent as (select * from {{ ref('int_talent_resolved') }}),

credits as (select * from {{ ref('int_credits_resolved') }}),

media as (select * from {{ ref('int_media_unioned') }}),

-- Who is credited only in titles that are not in the catalog is nobody here.
credited as (
    select credits.talent_id
    from credits
    left semi join media
        on credits.media_id = media.media_id
    where credits.credit_type != 'unmapped'
),

grouped as (
    select
        talent.talent_id,
        talent.talent_slug,
        talent.talent_name,
        nullif(
            array_join(
                array_sort(
                    collect_set(talent.person_raw)
                    filter (where talent.person_raw != talent.talent_name)
                ),
                '; '
            ),
            ''
        ) as other_spellings
    from talent
    left semi join credited
        on talent.talent_id = credited.talent_id
    group by talent.talent_id, talent.talent_slug, talent.talent_name
)

select * from grouped
