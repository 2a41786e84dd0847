{#-
  Text with case and accents folded: `Gaëtan` and `gaetan` are the same. Neither engine strips
  accents the way the other does, so the Latin letters in use are named one by one.
-#}
{% macro fold_text(expression) -%}
    translate(
        lower(trim({{ expression }})),
        'àáâãäåāăąçćčďèéêëēėęěìíîïīłñńňòóôõöøōőřśšşťùúûüūůűýÿžźż',
        'aaaaaaaaacccdeeeeeeeeiiiiilnnnoooooooorssstuuuuuuuyyzzz'
    )
{%- endmacro %}
