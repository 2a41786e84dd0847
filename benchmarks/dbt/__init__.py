"""How long dbt takes: parsing, a full build, a build of what changed; and ten times the data."""
