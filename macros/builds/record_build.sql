{#-
  Record how a Spark run ended. Green means that nothing failed and that what was built was tested:
  what `dbt run` leaves behind nobody checked, and is not green. Nodes of the exports are Trino's,
  and don't count here.
-#}
{% macro record_build(results) -%}
    {%- set own = results | rejectattr('node.fqn', 'undefined') | list -%}
    {%- set failed = [] -%}
    {%- for result in own if 'exports' not in result.node.fqn -%}
        {%- if result.status | string in ['error', 'fail', 'runtime error', 'skipped'] -%}
            {%- do failed.append(result.node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {% do create_ops_tables() %}
    {%- set ran = own | map(attribute='node.unique_id') | list -%}
    {% call statement('record_build') -%}
        insert into {{ ops_relation('builds') }}
        select
            '{{ invocation_id }}',
            '{{ flags.WHICH }}',
            '{{ selection_text() | replace("'", "") }}',
            {{ is_full_build(ran) }},
            {{ is_tested_build(ran) and not failed }},
            {{ results | length }},
            '{{ failed | join(", ") }}',
            timestamp '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}',
            current_timestamp()
    {%- endcall %}
{%- endmacro %}
