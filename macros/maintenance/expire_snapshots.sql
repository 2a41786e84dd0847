{#-
  Forget what tables were before the last days, and delete the files that only those states used;
  then the files that no state ever used, left by writers that were stopped:

      dbt run-operation expire_snapshots
      dbt run-operation expire_snapshots --vars '{snapshot_retention_days: 0}'

  The newest state always stays. A query that runs for longer than the retention may lose its files.
  Files without an owner are kept for `orphan_retention_days`, since a running writer has such
  files too; Iceberg itself refuses less than a day.
-#}
{% macro expire_snapshots() -%}
    {{ return(adapter.dispatch('expire_snapshots')()) }}
{%- endmacro %}

{% macro default__expire_snapshots() -%}
    {{ log('Snapshots are expired by Spark: nothing to do on ' ~ target.type, info=true) }}
{%- endmacro %}

{% macro spark__expire_snapshots() -%}
    {%- set now = modules.datetime.datetime.now(modules.pytz.utc) -%}
    {%- set kept_since = now - modules.datetime.timedelta(days=var('snapshot_retention_days')) -%}
    {%- set orphaned_before = now - modules.datetime.timedelta(days=var('orphan_retention_days')) -%}
    {%- for table in lake_tables() -%}
        {%- set expired = run_query(
            "call spark_catalog.system.expire_snapshots(table => '" ~ table
            ~ "', older_than => timestamp '" ~ kept_since.strftime('%Y-%m-%d %H:%M:%S UTC')
            ~ "', retain_last => 1)"
        ) -%}
        {%- set orphans = run_query(
            "call spark_catalog.system.remove_orphan_files(table => '" ~ table
            ~ "', older_than => timestamp '" ~ orphaned_before.strftime('%Y-%m-%d %H:%M:%S UTC') ~ "')"
        ) -%}
        {{ log(
            table ~ ': deleted ' ~ (expired.rows[0].values() | map('int') | sum)
            ~ ' files of old states and ' ~ orphans | length ~ ' without an owner', info=true
        ) }}
    {%- endfor -%}
{%- endmacro %}
