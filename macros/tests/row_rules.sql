{#-
  Generic test of a table's keys and of what holds of each of its rows: one query over a model in
  place of one per rule, since a query costs Spark a quarter of a CPU second however little it
  reads. It fails with a single row, which counts per rule the rows that break it, as in
  `null_title` or `duplicate_key`.
-#}
{% test row_rules(
    model,
    primary_key,
    nullable=[],
    unique=[],
    never_null=[],
    not_negative=[],
    accepted_values={}
) %}

{%- set broken = {'duplicate_key': 'count(*) - count(distinct ' ~ tuple_of(primary_key) ~ ')'} -%}
{%- for column in unique -%}
    {%- set copies = 'count(' ~ column ~ ') - count(distinct ' ~ column ~ ')' -%}
    {%- do broken.update({'duplicate_' ~ column: copies}) -%}
{%- endfor -%}
{%- for column in (primary_key | reject('in', nullable) | list) + never_null -%}
    {%- do broken.update({'null_' ~ column: 'count_if(' ~ column ~ ' is null)'}) -%}
{%- endfor -%}
{%- for column in not_negative -%}
    {%- do broken.update({'negative_' ~ column: 'count_if(' ~ column ~ ' < 0)'}) -%}
{%- endfor -%}
{%- for column, values in accepted_values.items() -%}
    {%- set literals = [] -%}
    {%- for value in values -%}
        {%- do literals.append("'" ~ value ~ "'" if value is string else value) -%}
    {%- endfor -%}
    {%- set unknown = 'count_if(' ~ column ~ ' not in (' ~ literals | join(', ') ~ '))' -%}
    {%- do broken.update({'unaccepted_' ~ column: unknown}) -%}
{%- endfor %}

with
model as (select * from {{ model }}),

broken as (
    select
        {%- for rule, count in broken.items() %}
        {{ count }} as {{ rule }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from model
)

select *
from broken
where
    {% for rule in broken -%}
    {{ 'or ' if not loop.first }}{{ rule }} > 0
    {% endfor %}

{% endtest %}
