-- Singular because it balances two models: every character document is a character of its own or
-- merged into one that is.
with
documents as (
    select
        count(*) as document_count,
        count_if(is_merged) as merged_count
    from {{ ref('int_characters_resolved') }}
),

characters as (
    select count(*) as character_count from {{ ref('characters') }}
),

unbalanced as (
    select
        documents.document_count,
        documents.merged_count,
        characters.character_count
    from documents
    cross join characters
    where documents.document_count != documents.merged_count + characters.character_count
)

select * from unbalanced
