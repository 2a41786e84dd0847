{#- A readable key: folded text with every run of other characters as one hyphen, `toy-story-2`. -#}
{% macro slug(expression) -%}
    trim(both '-' from regexp_replace({{ fold_text(expression) }}, '[^a-z0-9]+', '-'))
{%- endmacro %}
