{#-
  The landed records that this build reads: those below the cut that it fixed at its start.

  source: CTE of a raw table.
  cuts: CTE of `ops.build_cuts`.
  position: Column of the source that says where in its partition a row is.
-#}
{% macro below_cut(source, cuts, position='offset') -%}
    select {{ source }}.*
    from {{ source }}
    left semi join {{ cuts }}
        on
            {{ source }}.topic_id = {{ cuts }}.topic_id
            and {{ source }}.partition = {{ cuts }}.partition
            and {{ source }}.{{ position }} < {{ cuts }}.end_offset
{%- endmacro %}
