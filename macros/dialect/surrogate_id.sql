{#-
  The id of an entity: md5 of its kind and its natural key, so that a rebuild from raw gives the
  same ids, and ids of two kinds never meet. A film's id is its `media` id.
-#}
{% macro surrogate_id(kind, expression) -%}
    md5(concat('{{ kind }}:', {{ expression }}))
{%- endmacro %}
