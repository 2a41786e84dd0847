{#-
  Runs after every dbt command, red or green. On Spark it records how the run ended, before anything
  else can go wrong; then what red tests found is shown.
-#}
{% macro end_run(results) -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot', 'test'] -%}
        {% do adapter.dispatch('end_run')(results) %}
        {% do show_failures(results) %}
    {%- endif -%}
{%- endmacro %}

{% macro default__end_run(results) -%}
{%- endmacro %}

{% macro spark__end_run(results) -%}
    {%- if results -%}
        {% do record_build(results) %}
    {%- endif -%}
{%- endmacro %}
