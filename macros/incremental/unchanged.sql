{#-
  Whether a row and the row of its key that was merged before say the same in these columns; null
  equals null. A column that the table does not have yet counts as null there: dbt appends it only
  after the increment was read, and rows that bring a value for it must be part of the increment.
-#}
{% macro unchanged(row, merged, columns) -%}
    {%- set present = columns_of_this() -%}
    {%- for column in columns -%}
        {{ row }}.{{ column }} <=> {{ merged ~ '.' ~ column if column in present else 'null' }}
        {{- ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
