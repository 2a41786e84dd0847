{#-
  Rewrite the small files that merges and inserts leave behind, one file per partition, without the
  rows that were deleted or replaced:

      dbt run-operation compact_tables

  Safe at any time and again: a partition with a single file is left alone, readers keep the
  snapshot that they started with, and rows stay what they were.
-#}
{% macro compact_tables() -%}
    {{ return(adapter.dispatch('compact_tables')()) }}
{%- endmacro %}

{% macro default__compact_tables() -%}
    {{ log('Tables are compacted by Spark: nothing to do on ' ~ target.type, info=true) }}
{%- endmacro %}

{% macro spark__compact_tables() -%}
    {%- for table in lake_tables() -%}
        {%- set rewritten = run_query(
            "call spark_catalog.system.rewrite_data_files(table => '" ~ table
            ~ "', options => map('min-input-files', '2', 'delete-file-threshold', '1',"
            ~ " 'remove-dangling-deletes', 'true'))"
        ) -%}
        {%- set files = rewritten.columns['rewritten_data_files_count'].values()[0] -%}
        {%- if files -%}
            {{ log(
                table ~ ': ' ~ files ~ ' files became '
                ~ rewritten.columns['added_data_files_count'].values()[0], info=true
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
