{#-
  Show the first rows that each red test found, so that nobody has to run its statement by hand. Of
  the counts of `row_rules` only those of broken rules are shown.
-#}
{% macro show_failures(results) -%}
    {%- set red = results | selectattr('status', 'equalto', 'fail')
        | selectattr('node.resource_type', 'equalto', 'test') | list -%}
    {%- for result in red[:10] -%}
        {%- set statement = 'select * from (\n' ~ result.node.compiled_code ~ '\n) as found limit 3' -%}
        {%- set found = run_query(statement) -%}
        {%- for row in found.rows -%}
            {%- set shown = [] -%}
            {%- for column in found.column_names if row[column] is not none -%}
                {%- if row[column] or not result.node.name.startswith('row_rules_') -%}
                    {%- do shown.append(column ~ ': ' ~ row[column]) -%}
                {%- endif -%}
            {%- endfor -%}
            {% do log(result.node.name ~ ' found ' ~ shown | join(', '), info=true) %}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
