-- Singular because it balances two models: every credit finds exactly one person, so that none is
-- lost or doubled in the join.
with
unioned as (
    select count(*) as credit_count from {{ ref('int_credits_unioned') }}
),

resolved as (
    select count(*) as credit_count from {{ ref('int_credits_resolved') }}
),

unbalanced as (
    select
        unioned.credit_count as unioned_count,
        resolved.credit_count as resolved_count
    from unioned
    cross join resolved
    where unioned.credit_count != resolved.credit_count
)

select * from unbalanced
