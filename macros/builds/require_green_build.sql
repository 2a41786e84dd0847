{#-
  Refuse to export unless the marts are known good: the last full build on Spark was green, and
  nothing that ran since then ended red, went untested, or has not ended (dbt replaces a mart
  before it tests it, so an unfinished build may have left anything behind).
-#}
{% macro require_green_build() -%}
    {%- set builds = ops_relation('builds') -%}
    {%- set cuts = ops_relation('build_cuts') -%}
    {%- set next_step = ' Run `dbt build --target local` until it is green, then this again.' -%}
    {%- if load_relation(builds) is none or load_relation(cuts) is none -%}
        {{ exceptions.raise_compiler_error('No build on Spark is recorded.' ~ next_step) }}
    {%- endif -%}
    {%- set unfinished = run_query(
        "select invocation_id from " ~ cuts
        ~ " where invocation_id not in (select invocation_id from " ~ builds ~ ") limit 1"
    ) -%}
    {%- if unfinished | length > 0 -%}
        {{ exceptions.raise_compiler_error(
            'The build ' ~ unfinished.columns[0].values()[0]
            ~ ' on Spark has not finished or was stopped.' ~ next_step
        ) }}
    {%- endif -%}
    {%- set history = run_query(
        "select is_full, is_green, command, selection, failed_nodes, invocation_id from " ~ builds
        ~ " where finished_at >= (select coalesce(max(finished_at), timestamp '1970-01-01 UTC')"
        ~ " from " ~ builds ~ " where is_full and is_green) order by finished_at desc"
    ).rows -%}
    {%- if history | length == 0 or not (history[-1][0] and history[-1][1]) -%}
        {{ exceptions.raise_compiler_error('No full build on Spark was green yet.' ~ next_step) }}
    {%- endif -%}
    {%- for row in history if not row[1] -%}
        {{ exceptions.raise_compiler_error(
            'The marts are not known good: dbt ' ~ row[2] ~ ' ' ~ row[3] ~ ' (' ~ row[5] ~ ') '
            ~ ('failed at ' ~ row[4] if row[4] else 'replaced tables without testing them')
            ~ '.' ~ next_step
        ) }}
    {%- endfor -%}
{%- endmacro %}
