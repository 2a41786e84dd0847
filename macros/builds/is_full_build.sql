{#-
  Whether this invocation builds and tests everything that its engine builds: `dbt build` with no
  selection, or with the engine's own selector by name. Unit tests may be left out: they check the
  code on rows of their own, not the data.
-#}
{% macro is_full_build() -%}
    {%- set args = invocation_args_dict -%}
    {%- set left_out = args.get('exclude_resource_types') or [] -%}
    {{ return(
        flags.WHICH == 'build'
        and not selection_text()
        and not args.get('empty')
        and not args.get('sample')
        and not args.get('resource_types')
        and left_out | map('string') | reject('equalto', 'unit_test') | list | length == 0
    ) }}
{%- endmacro %}
