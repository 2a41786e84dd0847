{#-
  dbt's own statement, but over a temporary view that carries the columns' comments: the new table
  takes them along. dbt would alter the table once per column afterwards, and each is a commit.
-#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if not temporary and config.persist_column_docs() and model.columns -%}
        {%- set described = relation.identifier ~ '__described' -%}
        {% call statement('describe_columns') -%}
            create or replace temporary view {{ described }} (
                {{ get_persist_docs_column_list(model.columns, get_columns_in_query(compiled_code)) }}
            ) as
            {{ compiled_code }}
        {%- endcall %}
        {%- set compiled_code = 'select * from ' ~ described -%}
    {%- endif -%}
    {{ return(dbt.spark__create_table_as(temporary, relation, compiled_code, language)) }}
{%- endmacro %}
