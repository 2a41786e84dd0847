with
credits as (select * from {{ ref('int_credits_resolved') }}),

films as (select * from {{ ref('int_films_resolved') }}),

credited as (
    select
        films.film_id,
        credits.talent_id,
        credits.credit_type,
        array_join(array_sort(collect_set(credits.source)), '; ') as source
    from credits
    inner join films
        on credits.media_id = films.film_id
    where credits.credit_type != 'unmapped'
    group by films.film_id, credits.talent_id, credits.credit_type
)

select * from credited
