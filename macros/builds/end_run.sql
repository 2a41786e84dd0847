{#- Runs after every dbt command, red or green. On Spark it records how the run ended. -#}
{% macro end_run(results) -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot', 'test'] -%}
        {% do adapter.dispatch('end_run')(results) %}
    {%- endif -%}
{%- endmacro %}

{% macro default__end_run(results) -%}
{%- endmacro %}

{% macro spark__end_run(results) -%}
    {%- if results -%}
        {% do record_build(results) %}
    {%- endif -%}
{%- endmacro %}
