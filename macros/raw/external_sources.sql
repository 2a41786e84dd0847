{#- The sources that are external tables over landed files, in the order of their names. -#}
{% macro external_sources() -%}
    {%- set found = [] -%}
    {%- for source in graph.sources.values() if source.external and source.external.location -%}
        {%- do found.append(source) -%}
    {%- endfor -%}
    {{ return(found | sort(attribute='identifier')) }}
{%- endmacro %}
