{#-
  A seed as dbt loads it, but left alone when the table was loaded from this very file, under these
  very settings: their digest is kept as a table property, as that of an external table is. Without
  this every build drops and fills seven tables that never changed. `--full-refresh` loads anew.
-#}
{% materialization seed, adapter='spark' %}
    {%- set loaded_from = local_md5(tojson([
        model.checksum.checksum, model.config.column_types, model.config.file_format,
        model.description
    ])) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set mark = 'hyperion.seed=' ~ loaded_from -%}
    {%- if existing and mark in (existing.information or '') and not should_full_refresh() -%}
        {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
        {%- call noop_statement('main', 'UNCHANGED') -%}{%- endcall -%}
        {{ return({'relations': [existing]}) }}
    {%- endif -%}
    {%- set loaded = dbt.materialization_seed_default() -%}
    {% do run_query(
        "alter table " ~ this ~ " set tblproperties ('hyperion.seed' = '" ~ loaded_from ~ "')"
    ) %}
    {{ return(loaded) }}
{% endmaterialization %}
