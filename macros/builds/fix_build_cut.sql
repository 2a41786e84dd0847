{#-
  Fix the upper offset of every topic partition that this build reads, so that it sees one state of
  the landed data while landing goes on, and count what readers see below it. Stops with the next
  step when a topic has never been landed.

  A cut lies where a commit ends. The newest commit of a partition may just be on its way to the
  readers: it is left to the next build unless all its rows and dead letters can be seen. Whatever
  readers see without a commit record counts too, so that the completeness test finds it.
-#}
{% macro fix_build_cut() -%}
    {%- set cuts = ops_relation('build_cuts') -%}
    {%- set sources = external_sources() | selectattr('meta.topic', 'defined') | list -%}
    {%- set commits = external_sources() | selectattr('identifier', 'eq', 'landing_commits') | first -%}
    {% call statement('fix_build_cut') -%}
        create or replace table {{ cuts }}
        using iceberg
        comment 'One row per topic partition that the current build reads.'
        as
        with commits as (
            select
                topic,
                topic_id,
                `partition`,
                start,
                `end`,
                {{ records_in('rows') }} as row_count,
                {{ records_in('dead_letters') }} as dead_letter_count
            from {{ commits.schema }}.{{ commits.identifier }}
            where topic in ('{{ sources | map(attribute='meta.topic') | unique | join("', '") }}')
        ),
        newest as (
            select
                topic,
                topic_id,
                `partition`,
                max_by(struct(start, `end`, row_count, dead_letter_count), start) as commit
            from commits
            group by topic, topic_id, `partition`
        ),
        visible as (
            {%- for source in sources %}
            select topic, topic_id, `partition`, `offset`, {{ 'reason' in source.columns }} as is_dead_letter
            from {{ source.schema }}.{{ source.identifier }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ),
        -- Numbers alone are grouped by hashing; with the newest commit as a struct among them, all
        -- records would be sorted.
        counted as (
            select /*+ broadcast(newest) */
                topic,
                topic_id,
                `partition`,
                max(visible.`offset`) + 1 as visible_end,
                count_if(not is_dead_letter and `offset` < commit.start) as earlier_rows,
                count_if(is_dead_letter and `offset` < commit.start) as earlier_dead_letters,
                count_if(not is_dead_letter and `offset` between commit.start and commit.`end` - 1)
                    as newest_rows,
                count_if(is_dead_letter and `offset` between commit.start and commit.`end` - 1)
                    as newest_dead_letters,
                count_if(not is_dead_letter) as all_rows,
                count_if(is_dead_letter) as all_dead_letters
            from visible
            left join newest using (topic, topic_id, `partition`)
            group by topic, topic_id, `partition`
        ),
        compared as (
            select
                topic,
                topic_id,
                `partition`,
                newest.commit,
                visible_end,
                coalesce(earlier_rows, 0) as earlier_rows,
                coalesce(earlier_dead_letters, 0) as earlier_dead_letters,
                coalesce(newest_rows, 0) as newest_rows,
                coalesce(newest_dead_letters, 0) as newest_dead_letters,
                all_rows,
                all_dead_letters
            from newest
            full outer join counted using (topic, topic_id, `partition`)
        ),
        judged as (
            select
                *,
                newest_rows = commit.row_count and newest_dead_letters = commit.dead_letter_count
                    as is_newest_visible
            from compared
        )
        select
            topic,
            topic_id,
            `partition`,
            case
                when commit is null then visible_end
                when is_newest_visible then commit.`end`
                else commit.start
            end as end_offset,
            case
                when commit is null then all_rows
                when is_newest_visible then earlier_rows + newest_rows
                else earlier_rows
            end as row_count,
            case
                when commit is null then all_dead_letters
                when is_newest_visible then earlier_dead_letters + newest_dead_letters
                else earlier_dead_letters
            end as dead_letter_count,
            current_timestamp() as fixed_at,
            '{{ invocation_id }}' as invocation_id
        from judged
    {%- endcall %}
    {%- set landed = run_query('select distinct topic from ' ~ cuts).columns[0].values() | list -%}
    {%- set missing = sources | map(attribute='meta.topic') | unique | reject('in', landed) -%}
    {%- set missing = missing | sort | list -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            'Nothing has landed under ' ~ raw_root() ~ ' of: ' ~ missing | join(', ')
            ~ '. Publish and land first: hyperion produce, then hyperion land --once.'
        ) }}
    {%- endif -%}
{%- endmacro %}
