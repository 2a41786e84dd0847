{#-
  Record a run that never ended, before this one takes its place in the cut: dbt runs no hook when it
  is interrupted or killed, and it replaces a mart before it tests it. Such a run is not green, so
  that Trino refuses until a full build is; the same goes for one that runs at the same time.
-#}
{% macro record_stopped_build() -%}
    {%- set builds = ops_relation('builds') -%}
    {%- set stopped = run_query(
        'select distinct invocation_id from ' ~ ops_relation('build_cuts')
        ~ ' where invocation_id not in (select invocation_id from ' ~ builds ~ ')'
    ).columns[0].values() -%}
    {%- for invocation in stopped -%}
        {% do run_query(
            'insert into ' ~ builds ~ " select '" ~ invocation ~ "', 'build', '', false, false, 0,"
            ~ " '', current_timestamp(), current_timestamp()"
        ) %}
    {%- endfor -%}
{%- endmacro %}
