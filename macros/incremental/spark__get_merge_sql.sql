{#-
  dbt's merge with two settings more, under the names that dbt-databricks gives them. In one
  statement, nobody reads a table between two halves of an increment, and its rows are sorted once.

  matched_condition: Which rows of a key that the table has are written, of `target` and `source`.
      By default those that say something else. A column that was just appended is null there.
  not_matched_by_source_action: `delete` for a model that gives all rows each time: those of keys
      that are gone are deleted. Otherwise they stay.
-#}
{% macro spark__get_merge_sql(
    target, source, unique_key, dest_columns, incremental_predicates=none
) -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    {%- set differing = [] -%}
    {%- for column in adapter.get_columns_in_relation(target) if column.name not in keys -%}
        {%- do differing.append(
            'not (target.' ~ column.quoted ~ ' <=> source.' ~ column.quoted ~ ')'
        ) -%}
    {%- endfor -%}
    merge into {{ target }} as target
    using {{ source }} as source
        on
            {%- for key in keys %}
            target.{{ key }} = source.{{ key }}
            {{- ' and' if not loop.last }}
            {%- endfor %}
            {%- for predicate in incremental_predicates or [] %}
            and {{ predicate }}
            {%- endfor %}
    when matched and ({{ config.get('matched_condition', differing | join(' or ')) }})
        then update set *
    when not matched then insert *
    {%- if config.get('not_matched_by_source_action') == 'delete' %}
    when not matched by source then delete
    {%- endif %}
{%- endmacro %}
