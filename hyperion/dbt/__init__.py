"""dbt, run as a user would, and what its artifacts tell: changes, lineage, the marts' diagram."""

from hyperion.dbt.run import (
    DATA_ALONE,
    DbtRun,
    artifacts_of,
    load_dbt_aside,
    merge_catalogs,
    run_dbt,
)

__all__ = ["DATA_ALONE", "DbtRun", "artifacts_of", "load_dbt_aside", "merge_catalogs", "run_dbt"]
