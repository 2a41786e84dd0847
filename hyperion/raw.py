"""Where landed data are, for the commands that work on them: files on HDFS, and Spark's tables."""

from collections.abc import Mapping
from functools import partial

from compose.config import StackSettings
from hyperion import context, ingestion_access
from ingestion.landing.compaction.topics import Relocate
from ingestion.landing.raw_zone import RawZone
from ingestion.spark import RawTables, TablePartition


def raw_zone(settings: StackSettings) -> RawZone:
    """Return the landed files.

    Raises:
        SettingsError: A setting of HDFS is unknown, has no effect, or names a file that is not
            there.
    """
    url, access = context.webhdfs_url(settings), ingestion_access.webhdfs_access(settings)
    return RawZone(url, settings.raw_root, access)


def raw_tables(settings: StackSettings) -> RawTables:
    """Return Spark's tables over them."""
    return RawTables(settings.host, settings.spark_port, settings.raw_schema)


def relocate(settings: StackSettings) -> Relocate:
    """Return what points Spark's tables at other folders of landed files."""
    return partial(_relocate, settings)


def _relocate(settings: StackSettings, folders: Mapping[TablePartition, str]) -> None:
    file_system = settings.hdfs_uri if settings.raw_root.startswith("/") else ""
    locations = {each: f"{file_system}{folder}" for each, folder in folders.items()}
    raw_tables(settings).set_locations(locations)
