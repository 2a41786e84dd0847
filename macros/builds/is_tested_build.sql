{#-
  Whether every test of what was built ran too, on all of its rows: `dbt run` runs none, `--exclude`
  and `--indirect-selection` leave some out, and with `--empty` or `--sample` they see no rows, or
  not all.
-#}
{% macro is_tested_build(ran) -%}
    {%- set untested = [] -%}
    {%- for test in nodes_of_spark(['test']) if test.unique_id not in ran -%}
        {%- do untested.extend(test.depends_on.nodes | select('in', ran)) -%}
    {%- endfor -%}
    {%- set args = invocation_args_dict -%}
    {{ return(not untested and not args.get('empty') and not args.get('sample')) }}
{%- endmacro %}
