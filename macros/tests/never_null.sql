{#-
  Generic test: none of these columns is ever null. One query over a model in place of one per
  column.
-#}
{% test never_null(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns -%}
    {{ 'or ' if not loop.first }}{{ column }} is null
    {% endfor %}

{% endtest %}
