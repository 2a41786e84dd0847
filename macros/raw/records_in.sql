{#- How many records a commit put into its files of one kind: `rows` or `dead_letters`. -#}
{% macro records_in(kind) -%}
    aggregate(
        filter(files, file -> file.kind = '{{ kind }}'),
        cast(0 as bigint),
        (total, file) -> total + file.rows
    )
{%- endmacro %}
