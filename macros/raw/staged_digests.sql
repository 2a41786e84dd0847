{#-
  The digests of the declarations that the external tables of these schemas were created from, by
  the table's name. One statement tells them for a whole schema.
-#}
{% macro staged_digests(schemas) -%}
    {%- set digests = {} -%}
    {%- for schema in schemas -%}
        {%- for row in run_query("show table extended in " ~ schema ~ " like '*'") -%}
            {%- set found = modules.re.search('hyperion\\.ddl=([0-9a-f]+)', row['information']) -%}
            {%- do digests.update(
                {schema ~ '.' ~ row['tableName']: found.group(1) if found else ''}
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(digests) }}
{%- endmacro %}
