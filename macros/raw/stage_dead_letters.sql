{#-
  Create the view over the dead letters of all topics, made of the sources that have a topic and a
  reason. A model would have to name every topic, since dbt wants to see each `source` when it parses.
-#}
{% macro stage_dead_letters(sources, staged) -%}
    {%- set view = graph.sources.values() | selectattr('identifier', 'eq', 'dead_letters') | first -%}
    {%- set selects = [] -%}
    {%- for source in sources if source.meta.topic and 'reason' in source.columns -%}
        {%- do selects.append(
            'select `' ~ view.columns | join('`, `') ~ '` from ' ~ source.schema ~ '.' ~ source.identifier
        ) -%}
    {%- endfor -%}
    {%- set name = view.schema ~ '.' ~ view.identifier -%}
    {%- set body = selects | join('\nunion all\n') -%}
    {%- set digest = local_md5(body) -%}
    {%- if staged.get(name) != digest -%}
        {% do run_query(
            'create or replace view ' ~ name ~ " tblproperties ('hyperion.ddl' = '" ~ digest ~ "') as\n"
            ~ body
        ) %}
        {{ log('Created view ' ~ name ~ ' over ' ~ selects | length ~ ' tables', info=true) }}
    {%- endif -%}
{%- endmacro %}
