{#-
  The records of a topic of documents with their version, the file that they came from and their
  `recency`: 1 is a key's latest version, which has the highest document version, then the newest
  record.

  landed: CTE of records.
-#}
{% macro ranked_versions(landed) -%}
    select
        *,
        cast({{ header_value('document_version') }} as int) as document_version,
        {{ header_value('source_file') }} as source_file,
        row_number() over (
            partition by key
            order by
                cast({{ header_value('document_version') }} as int) desc,
                timestamp desc,
                partition desc,
                offset desc
        ) as recency
    from {{ landed }}
{%- endmacro %}
