{#- The record of what was exported: `export_runs`, beside the exports. -#}
{% macro export_runs_relation() -%}
    {{ return(api.Relation.create(
        database=env_var('HYPERION_EXPORT_CATALOG', 'hive'),
        schema=env_var('HYPERION_SCHEMA_PREFIX', '') ~ 'exports',
        identifier='export_runs'
    )) }}
{%- endmacro %}
