{#-
  The schema is the layer's own name, the same on both engines, and never starts with the target's
  schema as dbt's default does: Spark's `marts.films` and Trino's `lake.marts.films` are one table.
  People who share a cluster set HYPERION_SCHEMA_PREFIX; landed data in `raw` is shared by all.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- else -%}
        {{ env_var('HYPERION_SCHEMA_PREFIX', '') }}{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
