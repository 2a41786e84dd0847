-- Which kinds of beings were new in which decade? A character counts when it first appears.
with
debuts as (
    select
        species_class,
        list_min([appearance.release_date for appearance in appearances]) as debut_date
    from characters_complete
),

counted as (
    select
        year(debut_date) // 10 * 10 as decade,
        species_class,
        count(*) as character_count
    from debuts
    where debut_date is not null
    group by all
)

select * from counted
order by decade asc, character_count desc, species_class asc
