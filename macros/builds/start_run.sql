{#-
  Runs before every dbt command that starts nodes. On Spark a build or run stages the external
  tables and fixes the cut that it reads; on Trino it refuses what Spark builds, and refuses unless
  the marts are known good. `dbt test`, `dbt seed`, `dbt snapshot` and `dbt docs generate` keep the
  last cut, and so does a build with `--vars 'keep_cut: true'`, which sees the same landed data
  again.
-#}
{% macro start_run() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot'] -%}
        {% do adapter.dispatch('start_run')() %}
    {%- endif -%}
{%- endmacro %}

{% macro default__start_run() -%}
{%- endmacro %}

{% macro spark__start_run() -%}
    {% do create_ops_tables() %}
    {% do record_stopped_build() %}
    {%- if flags.WHICH in ['build', 'run'] and not var('keep_cut', false) -%}
        {% do stage_external_sources() %}
        {% do fix_build_cut() %}
    {%- else -%}
        {% do keep_build_cut() %}
    {%- endif -%}
{%- endmacro %}

{% macro trino__start_run() -%}
    {% do require_exports_alone() %}
    {% do require_green_build() %}
    {% do create_export_runs() %}
{%- endmacro %}
