{#-
  Create the record of exports when it is missing. Partitioned by name, because exports are recorded
  side by side: two inserts into one partition both replace its statistics, and one of them fails.
-#}
{% macro create_export_runs() -%}
    {%- set runs = export_runs_relation() -%}
    {% do run_query('create schema if not exists ' ~ runs.database ~ '.' ~ runs.schema) %}
    {% call statement('create_export_runs') -%}
        create table if not exists {{ runs }} (
            invocation_id varchar comment 'dbt invocation that wrote it',
            location varchar comment 'Folder of its Parquet files',
            "rows" bigint comment 'Rows written',
            recorded_at timestamp(3) comment 'UTC',
            name varchar comment 'Name of the export'
        )
        comment 'One row per export and run that wrote it.'
        with (format = 'PARQUET', partitioned_by = array['name'])
    {%- endcall %}
{%- endmacro %}
