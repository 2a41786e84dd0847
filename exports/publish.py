"""Publish the exports of the newest run: every file checked first, the manifest last.

`manifest.json` is what readers trust: a file is valid if its SHA-256 is the one in there. Nothing
is touched until every export has been fetched, checked and rewritten.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from exports.contract import Export, read_contract
from exports.errors import ExportError
from exports.freshness import Build
from exports.lake import Lake, Run
from exports.lock import alone
from exports.rewrite import rewrite

MANIFEST = "manifest.json"
FORMAT_VERSION = 1

# What follows a Parquet file's footer: its length and the file's mark.
_TAIL_BYTES = 8

# What the site may weigh: it is read over a telephone, and costs nothing to keep.
LARGEST_TOTAL_BYTES = 10_000_000


@dataclass(frozen=True)
class Published:
    """One published file.

    Attributes:
        name: The export's name.
        rows: Its number of rows.
        bytes: Its size.
        footer_bytes: Of its size, what a reader needs first: the footer at its end.
        sha256: Its checksum, in hex.
        changed: Whether it differs from what was published before.
    """

    name: str
    rows: int
    bytes: int
    footer_bytes: int
    sha256: str
    changed: bool


def publish(
    lake: Lake, contract_path: Path, out: Path, progress: Callable[[str], None]
) -> list[Published]:
    """Fetch, check, rewrite and publish every export.

    Args:
        lake: Where they are.
        contract_path: dbt's manifest, which declares them.
        out: The folder to publish into.
        progress: Called with each export's name before it is fetched.

    Raises:
        ExportError: Something is not as promised, or another process publishes into the folder.
            What was published before stays as it is.
    """
    exports = read_contract(contract_path)
    with alone(out):
        return _publish(lake, exports, out, progress)


def _publish(
    lake: Lake, exports: list[Export], out: Path, progress: Callable[[str], None]
) -> list[Published]:
    run, build = lake.newest_run([export.name for export in exports]), lake.newest_build()
    work = out / ".new"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    done = []
    for export in exports:
        progress(export.name)
        done.append(_prepare(export, run, lake, work, out))
    total = sum(each.bytes for each in done)
    if total > LARGEST_TOTAL_BYTES:
        sizes = ", ".join(f"{each.name} {each.bytes:,}" for each in done)
        raise ExportError(
            f"the exports weigh {total:,} bytes, more than the {LARGEST_TOTAL_BYTES:,} that the "
            f"site may: {sizes}"
        )
    manifest = work / MANIFEST
    manifest.write_text(json.dumps(_manifest(exports, done, run, build), indent=2) + "\n")
    for each in done:
        (work / f"{each.name}.parquet").replace(out / f"{each.name}.parquet")
    manifest.replace(out / MANIFEST)
    _remove_strays(out, {f"{each.name}.parquet" for each in done} | {MANIFEST})
    return done


def _prepare(export: Export, run: Run, lake: Lake, work: Path, out: Path) -> Published:
    fetched = work / f"{export.name}.fetched"
    fetched.mkdir()
    parts = lake.download(run.locations[export.name], fetched)
    target = work / f"{export.name}.parquet"
    rewrite(export, parts, run.rows[export.name], target)
    shutil.rmtree(fetched)
    digest = _sha256(target)
    before = out / target.name
    return Published(
        name=export.name,
        rows=run.rows[export.name],
        bytes=target.stat().st_size,
        footer_bytes=pq.read_metadata(target).serialized_size + _TAIL_BYTES,
        sha256=digest,
        changed=not before.exists() or _sha256(before) != digest,
    )


def _manifest(
    exports: list[Export], done: list[Published], run: Run, build: Build
) -> dict[str, object]:
    return {
        "format_version": FORMAT_VERSION,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "freshness": {
            "built_at": build.finished_at.isoformat(timespec="seconds"),
            "exported_at": run.recorded_at.isoformat(timespec="seconds"),
            "end_offsets": build.end_offsets,
        },
        "build_id": build.invocation_id,
        "export_id": run.invocation_id,
        "exports": [
            {
                "name": export.name,
                "file": f"{export.name}.parquet",
                "description": export.description,
                "rows": file.rows,
                "bytes": file.bytes,
                "footer_bytes": file.footer_bytes,
                "sha256": file.sha256,
                "sorted_by": export.sort_by,
                "columns": [asdict(column) for column in export.columns],
                "lineage": {"models": export.models, "topics": export.topics},
            }
            for export, file in zip(exports, done, strict=True)
        ],
    }


def _remove_strays(out: Path, wanted: set[str]) -> None:
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in wanted:
            path.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
