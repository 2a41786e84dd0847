{#- The selection that narrows this invocation, as text; empty when it has none. -#}
{% macro selection_text() -%}
    {%- set parts = [] -%}
    {%- for name in ['select', 'models', 'exclude'] if invocation_args_dict.get(name) -%}
        {%- do parts.append(name ~ ' ' ~ invocation_args_dict[name] | join(' ')) -%}
    {%- endfor -%}
    {%- if invocation_args_dict.get('selector') not in [none, '', target.type] -%}
        {%- do parts.append('selector ' ~ invocation_args_dict['selector']) -%}
    {%- endif -%}
    {{ return(parts | join('; ')) }}
{%- endmacro %}
