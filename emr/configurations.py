"""How EMR configures Spark, Iceberg and Trino: as the local stack does, but on S3."""

from __future__ import annotations

from typing import Any

from emr.layout import Catalog, Layout
from emr.options import ClusterOptions

_GLUE_CLIENT = "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"


def configurations(options: ClusterOptions, layout: Layout, run_id: str) -> list[dict[str, Any]]:
    """Return the configuration of every application, in EMR's form."""
    glue = options.catalog == "glue"
    warehouse = layout.warehouse("" if glue else run_id)
    # The metastore makes a schema's folder in its own warehouse when Trino creates the schema; on
    # HDFS, the default, Trino's S3 file system could not read it.
    hive_site = {"hive.metastore.warehouse.dir": warehouse}
    parts = {
        "iceberg-defaults": {"iceberg.enabled": "true"},
        "spark-defaults": spark_defaults(options.catalog, warehouse),
        "hive-site": {"hive.metastore.client.factory.class": _GLUE_CLIENT} if glue else hive_site,
        "trino-config": {"sql.forced-session-time-zone": "UTC"},
        "trino-connector-hive": {
            "hive.non-managed-table-writes-enabled": "true",
            **_trino_shared(options.region),
            **({"hive.metastore": "glue"} if glue else {}),
        },
        "trino-connector-iceberg": {
            "connector.name": "iceberg",
            **_trino_shared(options.region),
            **(
                {"iceberg.catalog.type": "glue"}
                if glue
                else {
                    "iceberg.catalog.type": "hive_metastore",
                    # The coordinator alone asks the metastore, and both are on the master.
                    "hive.metastore.uri": "thrift://localhost:9083",
                }
            ),
        },
    }
    if glue:
        parts["spark-hive-site"] = {"hive.metastore.client.factory.class": _GLUE_CLIENT}
    return [{"Classification": name, "Properties": values} for name, values in parts.items()]


def spark_defaults(catalog: Catalog, warehouse: str) -> dict[str, str]:
    """Return Spark's settings; what decides results is set as on the local stack."""
    name = "spark.sql.catalog.spark_catalog"
    kind = (
        {f"{name}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog"}
        if catalog == "glue"
        else {f"{name}.type": "hive"}
    )
    return {
        "spark.sql.warehouse.dir": warehouse,
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.extensions": (
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
        ),
        name: "org.apache.iceberg.spark.SparkSessionCatalog",
        **kind,
        f"{name}.warehouse": warehouse,
        # Each Thrift session caches tables: one would read an old snapshot of another's write.
        f"{name}.cache-enabled": "false",
        # dbt reads a table's format from here; without it merges and snapshots refuse to re-run.
        f"{name}.table-default.spark.sql.sources.provider": "iceberg",
        "spark.sql.metadataCacheTTLSeconds": "3",
        # Spark 3.5 defaults to neither: bad casts would become nulls, days could shift.
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
        "spark.sql.codegen.cache.maxEntries": "10000",
        # Two core nodes of four cores: the default of 200 would be 200 tiny tasks.
        "spark.sql.shuffle.partitions": "8",
        "spark.driver.memory": "3g",
    }


def _trino_shared(region: str) -> dict[str, str]:
    return {"fs.native-s3.enabled": "true", "s3.region": region}
