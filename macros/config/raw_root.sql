{#-
  Where landing publishes: a path of the engine's default file system, or a full URI such as
  `s3://bucket/raw` on a cluster.
-#}
{% macro raw_root() -%}
    {{ return(env_var('HYPERION_RAW_ROOT', '/raw')) }}
{%- endmacro %}
