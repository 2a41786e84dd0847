with
credits as (select * from {{ ref('int_credits_resolved') }}),

media as (select * from {{ ref('int_media_unioned') }}),

-- Who both spoke and sang a part voiced it; only who did nothing else is its singing voice.
voiced as (
    select
        credits.character_id,
        credits.talent_id,
        credits.media_id,
        case
            when bool_or(credits.credit_kind = 'voice') then 'voice'
            when bool_or(credits.credit_kind = 'singing') then 'singing'
            else 'live_action'
        end as credit_kind,
        nullif(
            array_join(array_sort(collect_set(credits.credited_as_raw)), '; '), ''
        ) as credited_as_raw,
        array_join(array_sort(collect_set(credits.source)), '; ') as source
    from credits
    inner join media
        on credits.media_id = media.media_id
    where
        credits.character_id is not null
        and credits.credit_type in ('voice', 'live_action')
    group by credits.character_id, credits.talent_id, credits.media_id
)

select * from voiced
