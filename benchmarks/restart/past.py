"""A past of many commits and zero-length data files, built outside HDFS and put there at once."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from compose.config import StackSettings
from compose.install import install
from compose.servers.hdfs import namenode
from ingestion.contracts import Contract, Freshness
from ingestion.landing.commits.chain import Chain
from ingestion.landing.commits.checkpoints import COMMITS_PER_CHECKPOINT
from ingestion.landing.commits.records import CommitRecord, CommittedFile
from ingestion.landing.storage.layout import RawLayout, Source

NOTHING = hashlib.sha256(b"").hexdigest()


def contract(topic: str, partitions: int) -> Contract:
    """Return a contract of things that have a name."""
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    return Contract(
        topic=topic,
        name="things",
        version=1,
        description="A thing.",
        key=("name",),
        format="parquet",
        partitions=partitions,
        retention_hours=None,
        freshness=Freshness(None, None),
        schemas={1: schema},
    )


def commit(layout: RawLayout, source: Source, start: int, files: int) -> CommitRecord:
    """Return a commit of so many files of one row each, every one of them zero bytes long."""
    now = datetime.now(UTC)
    final = layout.final(source, "rows", now.date(), start, start + files, "parquet")
    one = CommittedFile("rows", "", final, 1, 0, NOTHING, 0, 0)
    return CommitRecord(
        **source._asdict(),
        start=start,
        end=start + files,
        dt=now.date().isoformat(),
        files=tuple(
            replace(
                one,
                staged=layout.staged(source, "rows", start, f"bench-{number}", "parquet"),
                final=final.replace(".parquet", f".{number}.parquet"),
            )
            for number in range(files)
        ),
        gaps=(),
        contract="things",
        contract_versions={"1": files},
        writer="bench",
        attempt="bench",
        leader_epoch=0,
        created_at=now.isoformat(timespec="milliseconds"),
    )


def write_partition(
    folder: Path, layout: RawLayout, source: Source, commits: int, files: int
) -> int:
    """Write a partition's past below a local folder; return the offset after it.

    The newest checkpoint is left out, so that a start has as many records to read as it may have.
    """
    chain, checkpoints = Chain(source), []
    for _ in range(commits):
        record = commit(layout, source, chain.end, files)
        content = record.to_bytes()
        _write(folder, layout, layout.commit(source, chain.end), content)
        for file in record.files:
            _write(folder, layout, file.final, b"")
        chain.add(record, content)
        if chain.commits % COMMITS_PER_CHECKPOINT == 0:
            checkpoints.append((layout.checkpoint(source, chain.end), chain.to_bytes()))
    for path, content in checkpoints[:-1]:
        _write(folder, layout, path, content)
    return chain.end


def _write(folder: Path, layout: RawLayout, path: str, content: bytes) -> None:
    local = folder / path.removeprefix(layout.root + "/")
    local.parent.mkdir(parents=True, exist_ok=True)
    local.write_bytes(content)


def put(settings: StackSettings, folder: Path, root: str) -> None:
    """Copy a local folder's content to HDFS, in Hadoop's own client and many threads."""
    *java, _ = namenode(settings, install(settings, lambda *_: None)).command
    shell = [*java, "org.apache.hadoop.fs.FsShell", "-fs", settings.hdfs_uri]
    subprocess.run([*shell, "-mkdir", "-p", root], check=True)
    entries = [str(entry) for entry in folder.iterdir()]
    subprocess.run([*shell, "-put", "-t", "16", *entries, root], check=True)
