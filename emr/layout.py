"""Where everything lies in S3, and with which variables dbt finds it.

The one place that names buckets and folders: whoever lands, builds, exports or runs a cluster in
the cloud asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from emr import names

Catalog = Literal["hive", "glue"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The buckets of one installation.

    Attributes:
        prefix: First part of every name.
    """

    prefix: str

    @property
    def raw_bucket(self) -> str:
        """Landed data."""
        return names.bucket(self.prefix, "raw")

    @property
    def staging_bucket(self) -> str:
        """What comes and goes: landed files not yet audited; code, logs and proofs of runs."""
        return names.bucket(self.prefix, "staging")

    @property
    def processed_bucket(self) -> str:
        """The warehouse and the exports."""
        return names.bucket(self.prefix, "processed")

    @property
    def raw_root(self) -> str:
        """Folder of the landed files; the same tree as on HDFS."""
        return f"s3://{self.raw_bucket}/{self.raw_key('')}".rstrip("/")

    @property
    def landing_root(self) -> str:
        """Folder of landed files on their way to raw."""
        return f"s3://{self.staging_bucket}/{self.landing_key('')}".rstrip("/")

    def raw_key(self, path: str) -> str:
        """Key, in the raw bucket, of a landed file."""
        return f"raw/{path}"

    def landing_key(self, path: str) -> str:
        """Key, in the staging bucket, of a landed file until it is published."""
        return f"landing/{path}"

    def warehouse(self, run_id: str = "") -> str:
        """Folder of the tables, of one run or of the installation."""
        return _folder(self.processed_bucket, "warehouse", run_id)

    def exports_root(self, run_id: str = "") -> str:
        """Folder that Trino writes exports into."""
        return _folder(self.processed_bucket, "exports", run_id)

    def code_key(self, digest: str, name: str) -> str:
        """Key, in the staging bucket, of a file of the project that a cluster runs."""
        return f"emr/code/{digest}/{name}"

    def logs(self) -> str:
        """Folder that EMR copies clusters' logs into."""
        return f"s3://{self.staging_bucket}/emr/logs/"

    def proof_prefix(self, run_id: str) -> str:
        """Beginning of the keys, in the staging bucket, of what a run leaves as proof."""
        return f"emr/proofs/{run_id}/"


def dbt_variables(layout: Layout, catalog: Catalog, run_id: str = "") -> dict[str, str]:
    """Return the environment in which the targets `emr` and `emr_trino` find everything.

    Args:
        layout: The buckets.
        catalog: `hive` is the cluster's own metastore, which begins empty with every cluster: the
            tables then have a folder of the run. Glue's catalog outlives clusters, and is shared
            by a whole account: there the schemas begin with the prefix.
        run_id: The run.
    """
    variables = {
        "HYPERION_RAW_ROOT": layout.raw_root,
        "HYPERION_EXPORTS_ROOT": layout.exports_root(run_id),
        # EMR names Trino's catalogs after the connectors.
        "HYPERION_LAKE_CATALOG": "iceberg",
        "HYPERION_EXPORT_CATALOG": "hive",
        # The profile's own number is one machine's; two core nodes of m5.xlarge have eight cores.
        "HYPERION_DBT_THREADS": "8",
    }
    if catalog == "glue":
        schema_prefix = layout.prefix.replace("-", "_") + "_"
        variables["HYPERION_SCHEMA_PREFIX"] = schema_prefix
        variables["HYPERION_RAW_SCHEMA"] = f"{schema_prefix}raw"
    return variables


def _folder(bucket: str, name: str, run_id: str) -> str:
    return f"s3://{bucket}/{name}/{run_id}".rstrip("/")
