{#- Where Trino writes exported Parquet: its connector asks for a full URI. -#}
{% macro exports_root() -%}
    {%- set host = env_var('HYPERION_HOST', '127.0.0.1') -%}
    {%- set port = env_var('HYPERION_NAMENODE_PORT', '8020') -%}
    {{ return(env_var('HYPERION_EXPORTS_ROOT', 'hdfs://' ~ host ~ ':' ~ port ~ '/exports')) }}
{%- endmacro %}
