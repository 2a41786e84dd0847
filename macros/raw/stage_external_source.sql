{#-
  Stage one external table. The digest of its DDL is kept as a table property: a table with the
  same digest is left alone, so a reader or the landing never sees it vanish for nothing.

  The metastore makes the folder of a new Parquet table, but not that of a JSON table, and in a
  folder that is missing no partitions can be looked for: a short-lived Parquet table makes it, so
  that tables can be staged before anything has landed.
-#}
{% macro stage_external_source(source, staged) -%}
    {%- set table = source.schema ~ '.' ~ source.identifier -%}
    {%- set ddl = external_table_ddl(source) -%}
    {%- set digest = local_md5(ddl) -%}
    {%- if staged != digest -%}
        {%- set location = raw_root() ~ '/' ~ source.external.location -%}
        {% do run_query('drop table if exists ' ~ table ~ '__folder') %}
        {% do run_query(
            'create table ' ~ table ~ "__folder (nothing int) using parquet location '" ~ location ~ "'"
        ) %}
        {% do run_query('drop table ' ~ table ~ '__folder') %}
        {% do run_query('drop table if exists ' ~ table) %}
        {% do run_query(ddl ~ "\ntblproperties ('hyperion.ddl' = '" ~ digest ~ "')") %}
        {{ log('Created external table ' ~ table, info=true) }}
    {%- endif -%}
    {%- if source.external.partitions -%}
        {% do run_query('msck repair table ' ~ table ~ ' sync partitions') %}
    {%- endif -%}
{%- endmacro %}
