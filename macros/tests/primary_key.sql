{#-
  Generic test of a primary key, of one column or several: no two rows have the same values, and no
  value is null but in the columns that are named as nullable, which do not apply to every row.
-#}
{% test primary_key(model, columns, nullable=[]) %}

{%- set required = columns | reject('in', nullable) | list %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 {% for column in required %}or {{ column }} is null {% endfor %}

{% endtest %}
