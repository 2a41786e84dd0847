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
    {#- One question, as it is asked before every export: what ran since the last full green build,
        the newest first, and whether the build that fixed the cut has ended. -#}
    {%- set history = run_query(
        "with cut as (select max(invocation_id) as invocation_id from " ~ cuts ~ "),"
        ~ " ran as (select builds.*, cut.invocation_id as cut_by,"
        ~ " max(if(builds.is_full and builds.is_green, builds.finished_at)) over () as green_at,"
        ~ " bool_or(builds.invocation_id = cut.invocation_id) over () as has_ended"
        ~ " from cut left join " ~ builds ~ " as builds on true)"
        ~ " select is_full, is_green, command, selection, failed_nodes, invocation_id, cut_by,"
        ~ " coalesce(has_ended, cut_by is null) as has_ended from ran"
        ~ " where green_at is null or finished_at >= green_at order by finished_at desc"
    ).rows -%}
    {%- if not history[0][7] -%}
        {{ exceptions.raise_compiler_error(
            'The build ' ~ history[0][6] ~ ' on Spark has not finished or was stopped.' ~ next_step
        ) }}
    {%- endif -%}
    {%- if not (history[-1][0] and history[-1][1]) -%}
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
