{#-
  Whether these nodes are everything that Spark builds and every test of its data. What ran tells,
  not the command: `dbt retry` bears that of the run before it, and does only what failed in it. Unit
  tests may be left out: they check the code on rows of their own, not the data.
-#}
{% macro is_full_build(ran) -%}
    {%- set everything = nodes_of_spark(['model', 'seed', 'snapshot', 'test']) -%}
    {{ return(everything | rejectattr('unique_id', 'in', ran) | list | length == 0) }}
{%- endmacro %}
