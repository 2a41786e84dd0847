{#-
  The DDL of one external table, from its source declaration: columns and types, partitions, file
  format and reader options. JSON is read FAILFAST: Spark's default turns a cut line into a row of
  nulls, and corruption of our own must stop the build.
-#}
{% macro external_table_ddl(source) -%}
    {%- set external = source.external -%}
    {%- set columns = [] -%}
    {%- for column in source.columns.values() -%}
        {%- do columns.append('`' ~ column.name ~ '` ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set partitions = [] -%}
    {%- for partition in external.partitions -%}
        {%- do partitions.append('`' ~ partition.name ~ '`') -%}
    {%- endfor -%}
    create table {{ source.schema }}.{{ source.identifier }} (
        {{ columns | join(',\n        ') }}
    )
    using {{ external.file_format }}
    {%- if external.file_format == 'json' %}
    options (mode 'FAILFAST')
    {%- endif %}
    partitioned by ({{ partitions | join(', ') }})
    location '{{ raw_root() }}/{{ external.location }}'
{%- endmacro %}
