-- Who is heard in most titles? An appearance is a distinct film or game, however many parts the
-- person has in it; voices of characters and other voice credits of a film count alike.
with
talent as (select * from {{ ref('talent') }}),

character_talent as (select * from {{ ref('character_talent') }}),

film_talent as (select * from {{ ref('film_talent') }}),

voiced as (
    select
        talent_id,
        media_id
    from character_talent
    where credit_kind in ('voice', 'singing')
    union distinct
    select
        talent_id,
        film_id as media_id
    from film_talent
    where credit_type = 'voice'
),

counted as (
    select
        talent.talent_name,
        count(*) as appearance_count
    from voiced
    inner join talent
        on voiced.talent_id = talent.talent_id
    group by talent.talent_id, talent.talent_name
)

select * from counted
order by appearance_count desc, talent_name asc
limit 25
