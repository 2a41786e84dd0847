{#-
  The Iceberg tables that this project writes and that exist: of models, seeds and snapshots, and
  the project's own records of its builds.
-#}
{% macro lake_tables() -%}
    {%- set wanted = [ops_relation('builds'), ops_relation('build_cuts')] -%}
    {%- for node in graph.nodes.values() -%}
        {%- if node.resource_type in ['model', 'seed', 'snapshot'] -%}
            {%- do wanted.append(api.Relation.create(schema=node.schema, identifier=node.alias)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set found = [] -%}
    {%- for relation in wanted | sort(attribute='identifier') -%}
        {%- set table = adapter.get_relation(none, relation.schema, relation.identifier) -%}
        {%- if table and table.is_iceberg and not table.is_view -%}
            {%- do found.append(table) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
