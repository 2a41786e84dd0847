{#-
  The value of a Kafka header as text; null when the record has none of that name. The last one
  counts where a header repeats, as in Kafka's own `lastHeader`. Spark's `element_at` would fail on a
  record without the header.
-#}
{% macro header_value(name) -%}
    cast(try_element_at(filter(headers, header -> header.key = '{{ name }}'), -1).value as string)
{%- endmacro %}
