{#-
  The comments of the columns, where the table has others: a table that was just created has its own
  already and is not asked. dbt would look the columns up twice more and alter each of them, in a
  commit of its own.
-#}
{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set created = config.get('materialized') == 'table' -%}
    {%- if for_columns and config.persist_column_docs() and model.columns and not created -%}
        {%- set present = {} -%}
        {%- for row in run_query('describe table ' ~ relation) -%}
            {%- do present.update({row[0]: row[2] or ''}) -%}
        {%- endfor -%}
        {%- set differing = {} -%}
        {%- set documented = validate_doc_columns(relation, model.columns, present.keys() | list) -%}
        {%- for name, column in documented.items() if present.get(name) != column.description -%}
            {%- do differing.update({name: column}) -%}
        {%- endfor -%}
        {%- if differing -%}
            {% do alter_column_comment(relation, differing) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
