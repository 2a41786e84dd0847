{#- Several columns as one value that is not null, whichever of them are, and that can be counted. -#}
{% macro tuple_of(columns) -%}
    {{ return(adapter.dispatch('tuple_of')(columns)) }}
{%- endmacro %}

{% macro default__tuple_of(columns) -%}
    {{ return('row(' ~ columns | join(', ') ~ ')') }}
{%- endmacro %}

{% macro spark__tuple_of(columns) -%}
    {{ return('struct(' ~ columns | join(', ') ~ ')') }}
{%- endmacro %}
