{#- Post-hook of an export: record where this run wrote it and how many rows it has. -#}
{% macro record_export_run() -%}
    {{ return(adapter.dispatch('record_export_run')()) }}
{%- endmacro %}

{% macro default__record_export_run() -%}
{%- endmacro %}

{% macro trino__record_export_run() -%}
    insert into {{ export_runs_relation() }} (
        invocation_id, location, "rows", recorded_at, name
    )
    select
        '{{ invocation_id }}',
        '{{ export_location(this.identifier) }}',
        count(*),
        cast(current_timestamp at time zone 'UTC' as timestamp(3)),
        '{{ this.identifier }}'
    from {{ this }}
{%- endmacro %}
