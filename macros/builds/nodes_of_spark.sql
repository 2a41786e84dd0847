{#- The nodes of the given kinds that are Spark's: all but the exports and their tests. -#}
{% macro nodes_of_spark(kinds) -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() -%}
        {%- if node.resource_type in kinds and 'exports' not in node.fqn -%}
            {%- do found.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
