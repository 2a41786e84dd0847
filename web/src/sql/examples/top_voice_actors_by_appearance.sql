-- Who is heard in most titles? An appearance is a distinct film or game, however many parts the
-- person has in it; voices of characters and other voice credits of a film count alike.
with
credits as (
    select
        talent_id,
        talent_name,
        unnest(credits) as credit
    from talent_complete
),

counted as (
    select
        talent_name,
        count(distinct credit.media_slug) as appearance_count
    from credits
    where credit.credit_kind in ('voice', 'singing')
    group by talent_id, talent_name
)

select * from counted
order by appearance_count desc, talent_name asc
limit 25
