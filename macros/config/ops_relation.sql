{#- An operational table: which cut the build reads, how builds ended. -#}
{% macro ops_relation(name) -%}
    {{ return(api.Relation.create(
        database=target.database if target.type == 'trino' else none,
        schema=env_var('HYPERION_SCHEMA_PREFIX', '') ~ 'ops',
        identifier=name
    )) }}
{%- endmacro %}
