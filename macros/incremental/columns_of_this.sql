{#- Names of the columns that the table of an incremental model has before this run. -#}
{% macro columns_of_this() -%}
    {{ return(adapter.get_columns_in_relation(this) | map(attribute='name') | list) }}
{%- endmacro %}
