{#-
  Set this run's id in the last cut, which it keeps: until the run has ended, nothing is exported.
-#}
{% macro keep_build_cut() -%}
    {% call statement('keep_build_cut') -%}
        update {{ ops_relation('build_cuts') }} set invocation_id = '{{ invocation_id }}'
    {%- endcall %}
{%- endmacro %}
