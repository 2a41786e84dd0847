{#- A readable key: folded text with every run of other characters as one hyphen, `toy-story-2`. -#}
{% macro slug(expression) -%}
    {{ return(adapter.dispatch('slug')(expression)) }}
{%- endmacro %}

{% macro default__slug(expression) -%}
    trim(both '-' from regexp_replace({{ fold_text(expression) }}, '[^a-z0-9]+', '-'))
{%- endmacro %}

{# Trino's `trim` takes no characters in this form. #}
{% macro trino__slug(expression) -%}
    trim('-' from regexp_replace({{ fold_text(expression) }}, '[^a-z0-9]+', '-'))
{%- endmacro %}
