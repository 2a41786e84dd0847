{#-
  An export: Parquet files in a folder of this run, and a table over them. A folder per run means
  that readers of the last run's files are never disturbed, and a rerun never meets a folder that
  exists. On Spark it is a logged no-op, so that no selection there can drop what it can't build.
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
    {%- call statement('main') -%}
        create table {{ target_relation }}
        {%- if config.get('contract').enforced %}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif %}
        with (format = 'PARQUET', external_location = '{{ location }}')
        as (
            {{ sql }}
        )
    {%- endcall -%}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
