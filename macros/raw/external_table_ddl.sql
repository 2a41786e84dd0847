{#-
  The DDL of one external table, from its source declaration: columns and types, partitions if any,
  file format and reader options. JSON is read FAILFAST: Spark's default turns a cut line into a row
  of nulls, and corruption of our own must stop the build. A table without partitions is read with
  all the folders below its own.
-#}
{% macro external_table_ddl(source) -%}
    {%- set external = source.external -%}
    {%- set columns = [] -%}
    {%- for column in source.columns.values() -%}
        {%- do columns.append('`' ~ column.name ~ '` ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set partitions = [] -%}
    {%- for partition in external.partitions or [] -%}
        {%- do partitions.append('`' ~ partition.name ~ '`') -%}
    {%- endfor -%}
    {%- set options = [] -%}
    {%- if external.file_format == 'json' -%}
        {%- do options.append("mode 'FAILFAST'") -%}
    {%- endif -%}
    {%- if not partitions -%}
        {%- do options.append("recursiveFileLookup 'true'") -%}
    {%- endif -%}
    create table {{ source.schema }}.{{ source.identifier }} (
        {{ columns | join(',\n        ') }}
    )
    using {{ external.file_format }}
    {%- if options %}
    options ({{ options | join(', ') }})
    {%- endif %}
    {%- if partitions %}
    partitioned by ({{ partitions | join(', ') }})
    {%- endif %}
    location '{{ raw_root() }}/{{ external.location }}'
{%- endmacro %}
