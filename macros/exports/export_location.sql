{#- The folder of one export of this run, under the exports' root. -#}
{% macro export_location(name) -%}
    {{ return(exports_root() ~ '/' ~ invocation_id ~ '/' ~ name) }}
{%- endmacro %}
