-- Singular because it balances commit records against what readers of several raw tables see: below
-- the cut both count the same rows and dead letters, partition by partition.
with
completeness as (select * from {{ ref('landing_completeness') }}),

cuts as (select * from {{ source('ops', 'build_cuts') }}),

committed as (
    select
        topic_id,
        partition,
        sum(row_count) as row_count,
        sum(dead_letter_count) as dead_letter_count
    from completeness
    group by topic_id, partition
),

differing as (
    select
        cuts.topic,
        cuts.topic_id,
        cuts.partition,
        cuts.row_count as visible_rows,
        committed.row_count as committed_rows,
        cuts.dead_letter_count as visible_dead_letters,
        committed.dead_letter_count as committed_dead_letters
    from cuts
    left join committed
        on
            cuts.topic_id = committed.topic_id
            and cuts.partition = committed.partition
    where
        -- A cut at 0 means that a first commit was still on its way: nothing is read of it.
        cuts.row_count <> coalesce(committed.row_count, 0)
        or cuts.dead_letter_count <> coalesce(committed.dead_letter_count, 0)
)

select * from differing
