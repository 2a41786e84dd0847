{#-
  dbt's own statement, but over a temporary view that carries the columns' comments: the new table
  takes them along. dbt would alter the table once per column afterwards, and each is a commit.

  A contract is checked on the model's own query, once: dbt's macro would ask for the columns of the
  view again, and each time the engine plans all of the model. For an increment dbt makes a temporary
  view and checks nothing: new columns would enter a table whose contract does not have them.
-#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if temporary and config.get('contract').enforced -%}
        {% do get_assert_columns_equivalent(compiled_code) %}
    {%- endif -%}
    {%- if temporary or not (config.persist_column_docs() and model.columns) -%}
        {{ return(dbt.spark__create_table_as(temporary, relation, compiled_code, language)) }}
    {%- endif -%}
    {%- if config.get('contract').enforced -%}
        {% do get_assert_columns_equivalent(compiled_code) %}
        {%- set compiled_code = get_select_subquery(compiled_code) -%}
        {%- set names = model.columns.keys() | list -%}
    {%- else -%}
        {%- set names = get_columns_in_query(compiled_code) -%}
    {%- endif -%}
    {%- set described = relation.identifier ~ '__described' -%}
    {% call statement('describe_columns') -%}
        create or replace temporary view {{ described }} (
            {{ get_persist_docs_column_list(model.columns, names) }}
        ) as
        {{ compiled_code }}
    {%- endcall %}
    create or replace table {{ relation }}
    {{ file_format_clause() }}
    {{ options_clause() }}
    {{ tblproperties_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause() }}
    {{ comment_clause() }}
    as
    select * from {{ described }}
{%- endmacro %}
