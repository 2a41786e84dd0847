{#-
  Pre-hook of an incremental model: delete the rows whose key is no longer in `relation`. A merge
  only ever adds and replaces; without this, days of a shortened run would stay for ever.
-#}
{% macro delete_gone_rows(relation, keys) -%}
    {%- if is_incremental() -%}
    delete from {{ this }} as merged
    where not exists (
        select 1
        from {{ relation }} as present
        where
            {%- for key in keys %}
            merged.{{ key }} = present.{{ key }}
            {{- ' and' if not loop.last }}
            {%- endfor %}
    )
    {%- endif -%}
{%- endmacro %}
