{#-
  An operational table: which cut the build reads, how builds ended. Spark has one catalog and wants
  none named; Trino has many, and without its own would look in the one of the session.
-#}
{% macro ops_relation(name) -%}
    {{ return(adapter.dispatch('ops_relation')(name)) }}
{%- endmacro %}

{% macro default__ops_relation(name) -%}
    {{ return(api.Relation.create(
        schema=env_var('HYPERION_SCHEMA_PREFIX', '') ~ 'ops',
        identifier=name
    )) }}
{%- endmacro %}

{% macro trino__ops_relation(name) -%}
    {{ return(default__ops_relation(name).incorporate(path={'database': target.database})) }}
{%- endmacro %}
