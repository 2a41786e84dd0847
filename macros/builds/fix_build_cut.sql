{#-
  Fix the upper offset of every topic partition that this build reads, so that it sees one state of
  the landed data while landing goes on. Rows and dead letters count alike: both are landed. Stops
  with the next step when a topic has never been landed.
-#}
{% macro fix_build_cut() -%}
    {%- set cuts = ops_relation('build_cuts') -%}
    {%- set sources = external_sources() | selectattr('meta.topic', 'defined') | list -%}
    {% call statement('fix_build_cut') -%}
        insert overwrite {{ cuts }}
        select
            topic,
            topic_id,
            `partition`,
            max(`offset`) + 1 as end_offset,
            '{{ invocation_id }}' as invocation_id
        from (
            {%- for source in sources %}
            select topic, topic_id, `partition`, `offset`
            from {{ source.schema }}.{{ source.identifier }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        )
        group by topic, topic_id, `partition`
        order by topic, topic_id, `partition`
    {%- endcall %}
    {%- set landed = run_query(
        "select distinct topic from " ~ cuts ~ " where invocation_id = '" ~ invocation_id ~ "'"
    ).columns[0].values() | list -%}
    {%- set missing = sources | map(attribute='meta.topic') | unique | reject('in', landed) -%}
    {%- set missing = missing | sort | list -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            'Nothing has landed under ' ~ raw_root() ~ ' of: ' ~ missing | join(', ')
            ~ '. Publish and land first: hyperion produce, then hyperion land --once.'
        ) }}
    {%- endif -%}
{%- endmacro %}
