{#-
  Generic test: no value of these columns is below 0; null passes. One query over a model in place
  of one per column.
-#}
{% test not_negative(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns -%}
    {{ 'or ' if not loop.first }}{{ column }} < 0
    {% endfor %}

{% endtest %}
