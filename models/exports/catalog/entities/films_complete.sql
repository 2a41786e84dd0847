with
films as (select * from {{ ref('films') }}),

studios as (select * from {{ ref('studios') }}),

franchises as (select * from {{ ref('franchises') }}),

characters as (select * from {{ ref('characters') }}),

talent as (select * from {{ ref('talent') }}),

character_films as (select * from {{ ref('character_films') }}),

character_talent as (select * from {{ ref('character_talent') }}),

film_talent as (select * from {{ ref('film_talent') }}),

box_office_daily as (select * from {{ ref('box_office_daily') }}),

daily as (
    select
        film_id,
        date,
        min(date) over (partition by film_id) as first_date,
        sum(gross_usd) as gross_usd
    from box_office_daily
    group by film_id, date
),

opening_weeks as (
    select
        film_id,
        sum(gross_usd) as gross_usd
    from daily
    where date < first_date + interval '7' day
    group by film_id
),

directors as (
    select
        film_talent.film_id,
        array_agg(
            {{ named_row(['talent.talent_id', 'talent.talent_slug', 'talent.talent_name']) }}
            order by talent.talent_name, talent.talent_id
        ) as directors
    from film_talent
    inner join talent
        on film_talent.talent_id = talent.talent_id
    where film_talent.credit_type = 'director'
    group by film_talent.film_id
),

voices as (
    select
        character_talent.character_id,
        character_talent.media_id,
        array_agg(
            {{ named_row([
                'talent.talent_id',
                'talent.talent_slug',
                'talent.talent_name',
                'character_talent.credit_kind',
            ]) }}
            order by talent.talent_name, talent.talent_id
        ) as voices
    from character_talent
    inner join talent
        on character_talent.talent_id = talent.talent_id
    group by character_talent.character_id, character_talent.media_id
),

cast_members as (
    select
        character_films.film_id,
        characters.character_id,
        characters.character_slug,
        characters.character_name,
        characters.role,
        characters.gender,
        characters.species,
        character_films.link,
        coalesce(voices.voices, array[]) as voices
    from character_films
    inner join characters
        on character_films.character_id = characters.character_id
    left join voices
        on
            character_films.character_id = voices.character_id
            and character_films.film_id = voices.media_id
),

casts as (
    select
        film_id,
        array_agg(
            {{ named_row(
                ['character_id', 'character_slug', 'character_name', 'role', 'gender', 'species',
                 'link', 'voices'],
                types={'voices': 'array(row(talent_id varchar, talent_slug varchar,'
                                 ~ ' talent_name varchar, credit_kind varchar))'}
            ) }}
            order by character_name, character_id
        ) as characters
    from cast_members
    group by film_id
),

completed as (
    select
        films.film_id,
        films.film_slug,
        films.title,
        films.release_date,
        films.release_type,
        films.mpaa_rating,
        films.runtime_min,
        films.budget_usd,
        films.domestic_gross_usd,
        films.worldwide_gross_usd,
        cast(opening_weeks.gross_usd as decimal(18, 2)) as opening_week_gross_usd,
        {{ named_row(['studios.studio_id', 'studios.studio_slug', 'studios.studio_name']) }}
            as studio,
        if(
            franchises.franchise_id is not null,
            {{ named_row([
                'franchises.franchise_id',
                'franchises.franchise_slug',
                'franchises.franchise_name',
            ]) }}
        ) as franchise,
        coalesce(directors.directors, array[]) as directors,
        coalesce(casts.characters, array[]) as characters
    from films
    inner join studios
        on films.studio_id = studios.studio_id
    left join franchises
        on films.franchise_id = franchises.franchise_id
    left join opening_weeks
        on films.film_id = opening_weeks.film_id
    left join directors
        on films.film_id = directors.film_id
    left join casts
        on films.film_id = casts.film_id
)

select * from completed
