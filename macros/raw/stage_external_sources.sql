{#-
  Create the external tables over landed files, from the sources' `external:` properties, and
  recover their partitions. Safe to run again at any time:

      dbt run-operation stage_external_sources

  A table is replaced only when its declaration changed (the files are external and stay). Nothing
  is staged on Trino, which does not read Spark's JSON tables. A view shows all dead letters as one.
-#}
{% macro stage_external_sources() -%}
    {{ return(adapter.dispatch('stage_external_sources')()) }}
{%- endmacro %}

{% macro default__stage_external_sources() -%}
    {{ log('External tables are declared by Spark: nothing to do on ' ~ target.type, info=true) }}
{%- endmacro %}

{% macro spark__stage_external_sources() -%}
    {%- set sources = external_sources() -%}
    {%- for schema in sources | map(attribute='schema') | unique -%}
        {% do run_query('create database if not exists ' ~ schema) %}
    {%- endfor -%}
    {%- set staged = staged_digests(sources | map(attribute='schema') | unique) -%}
    {%- for source in sources -%}
        {% do stage_external_source(source, staged.get(source.schema ~ '.' ~ source.identifier)) %}
    {%- endfor -%}
    {% do stage_dead_letters(sources, staged) %}
    {{ log('Staged ' ~ sources | length ~ ' external tables under ' ~ raw_root(), info=true) }}
{%- endmacro %}
