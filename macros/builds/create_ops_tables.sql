{#- Create what the first build needs: the record of builds, and a cut of nothing. -#}
{% macro create_ops_tables() -%}
    {%- set builds = ops_relation('builds') -%}
    {% do run_query('create database if not exists ' ~ builds.schema) %}
    {% call statement('create_builds') -%}
        create table if not exists {{ builds }} (
            invocation_id string comment 'dbt invocation',
            command string comment 'dbt command: build, run, seed, snapshot or test',
            selection string comment 'Selection as given, empty when there was none',
            is_full boolean comment 'Built and tested everything that Spark builds',
            is_green boolean comment 'Nothing failed, and what was built was tested',
            nodes int comment 'Nodes that ran',
            failed_nodes string comment 'Names of the nodes that failed, comma-separated',
            started_at timestamp comment 'UTC',
            finished_at timestamp comment 'UTC'
        )
        using iceberg
        comment 'One row per dbt run on Spark that ended, or that a later one found stopped.'
    {%- endcall %}
    {% call statement('create_build_cuts') -%}
        create table if not exists {{ ops_relation('build_cuts') }} (
            topic string,
            topic_id string,
            `partition` int,
            end_offset bigint,
            row_count bigint,
            dead_letter_count bigint,
            fixed_at timestamp,
            invocation_id string
        )
        using iceberg
    {%- endcall %}
{%- endmacro %}
