{#-
  An export: Parquet files in a folder of this run, and a table over them. A folder per run means
  that readers of the last run's files are never disturbed, and a rerun never meets a folder that
  exists. The table is created with its comments: added afterwards, each is a statement of its own
  that alters the table, over a hundred for all exports. On Spark it is a logged no-op, so that no
  selection there can drop what it can't build.
-#}
{% materialization parquet_export, default %}
    {{ log(this.identifier ~ ' is written by Trino: nothing to do on ' ~ target.type, info=true) }}
    {%- call noop_statement('main', 'SKIPPED on ' ~ target.type) -%}
    {%- endcall -%}
    {{ return({'relations': []}) }}
{% endmaterialization %}

{% materialization parquet_export, adapter='trino' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set location = export_location(this.identifier) -%}

    {{ run_hooks(pre_hooks) }}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% do get_assert_columns_equivalent(sql) %}
    {%- call statement('create_table') -%}
        create table {{ target_relation }} (
            {%- for column in model.columns.values() %}
            {{ adapter.quote(column.name) }} {{ column.data_type }}
                comment '{{ column.description | replace("'", "''") }}'
            {{- ',' if not loop.last }}
            {%- endfor %}
        )
        comment '{{ model.description | replace("'", "''") }}'
        with (format = 'PARQUET', external_location = '{{ location }}')
    {%- endcall -%}
    {%- call statement('main') -%}
        insert into {{ target_relation }}
        {{ sql }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
