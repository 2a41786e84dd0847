{#-
  Refuse a selection that holds anything but exports and tests: Trino would replace a table of
  Spark's, and the lake's tables have one writer. The default selector takes the exports alone, but
  `--select` bypasses it.
-#}
{% macro require_exports_alone() -%}
    {%- set foreign = [] -%}
    {%- for unique_id in selected_resources -%}
        {%- set node = graph.nodes.get(unique_id) -%}
        {%- if node and node.resource_type in ['model', 'seed', 'snapshot'] -%}
            {%- if node.config.materialized != 'parquet_export' -%}
                {%- do foreign.append(node.name) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if foreign -%}
        {{ exceptions.raise_compiler_error(
            'Spark builds: ' ~ foreign | sort | join(', ') ~ '. Nothing was touched. Use --target'
            ~ ' local for them; for the exports add path:models/exports to the selection, as in'
            ~ ' --select films+,path:models/exports.'
        ) }}
    {%- endif -%}
{%- endmacro %}
