{#-
  Trino's row of columns that keep their names, which is a struct in Parquet. A plain `row(...)` has
  no names, and a cast has to repeat each with its type: text, but for the columns named in `types`.
-#}
{% macro named_row(columns, types={}) -%}
    {%- set fields = [] -%}
    {%- for column in columns -%}
        {%- set name = column.split('.')[-1] -%}
        {%- do fields.append(name ~ ' ' ~ types.get(name, 'varchar')) -%}
    {%- endfor -%}
    cast(row({{ columns | join(', ') }}) as row({{ fields | join(', ') }}))
{%- endmacro %}
