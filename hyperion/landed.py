"""Landed files on the stack's HDFS, as files to copy elsewhere."""

from functools import partial
from typing import get_args

from emr.raw import SourceFile
from hyperion.context import UserError
from ingestion.contracts import load_contracts
from ingestion.landing.storage.layout import FileKind, RawLayout
from ingestion.landing.storage.store import Store

# What readers of the tables need: commit records, and every topic's folder. Unfinished files,
# landing's own shortcuts and what was set aside stay where they are.
_OWN = "_"
_COMMITS = "_commits"
_COMPACTIONS = "_compactions"


def landed_files(store: Store, root: str) -> list[SourceFile]:
    """List the landed files.

    Landing may go on: commit records are listed first, so the files of each are listed as well.

    Args:
        store: HDFS.
        root: Folder of the landed files.

    Raises:
        UserError: Nothing has landed, or days were compacted and pruned.
        StoreError: HDFS can't be asked.
    """
    marks = _below(store, root, _COMPACTIONS)
    if any(file.path.endswith(".pruned") for file in marks):
        # The files lie in folders that only this metastore knows.
        raise UserError(
            "days were compacted and pruned, and a new catalog would not find their files; land "
            "the topics anew, or copy them by hand and run with --skip-raw"
        )
    files = _below(store, root, _COMMITS)
    if not files:
        raise UserError(
            f"nothing has landed under {root}; run: hyperion produce, then hyperion land --once"
        )
    for entry in store.list(root):
        if entry.is_folder and not entry.name.startswith(_OWN):
            files += _below(store, root, entry.name)
    return files + _empty_folders(files)


def _empty_folders(files: list[SourceFile]) -> list[SourceFile]:
    """Mark the folders of tables that have no files, as dead letters should have none.

    The metastore makes a table's folder where it is missing, and a cluster may only read raw data.
    An empty object whose name ends in a slash is what Hadoop takes for a folder.
    """
    wanted = {
        RawLayout("").table_folder(topic, kind).removeprefix("/")
        for topic in load_contracts()
        for kind in get_args(FileKind)
    }
    full = {file.path.partition("/")[0] for file in files}
    return [SourceFile(f"{folder}/", 0, bytes) for folder in sorted(wanted - full)]


def _below(store: Store, root: str, folder: str) -> list[SourceFile]:
    found: list[SourceFile] = []
    for entry in store.list(f"{root}/{folder}"):
        path = f"{folder}/{entry.name}"
        if entry.is_folder:
            found += _below(store, root, path)
        else:
            read = partial(store.read, f"{root}/{path}")
            found.append(SourceFile(path, entry.length, read))
    return found
