{#- dbt's own statement, but only for columns whose comment differs from what the table has. -#}
{% macro spark__alter_column_comment(relation, column_dict) -%}
    {%- set present = {} -%}
    {%- for row in run_query('describe table ' ~ relation) -%}
        {%- do present.update({row[0]: row[2] or ''}) -%}
    {%- endfor -%}
    {%- set differing = {} -%}
    {%- for name, column in column_dict.items() if present.get(name) != column.description -%}
        {%- do differing.update({name: column}) -%}
    {%- endfor -%}
    {%- if differing -%}
        {% do dbt.spark__alter_column_comment(relation, differing) %}
    {%- endif -%}
{%- endmacro %}
