"""Reading chains of commits: whole, or from the newest checkpoint on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

from ingestion.errors import CorruptionError
from ingestion.landing.commits.chain import Chain, parse_checkpoint
from ingestion.landing.commits.records import CommitRecord, parse_record
from ingestion.landing.storage.layout import RawLayout, Source
from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, Store

COMMITS_PER_CHECKPOINT = 50
_PARALLEL_READS = 8


@dataclass(frozen=True, slots=True)
class Chains:
    """Reads and sums up the chains of commits.

    Args:
        store: The file system.
        layout: Where things lie on it.
    """

    store: Store
    layout: RawLayout

    def sources(self, topic: str) -> list[Source]:
        """Return every partition that has commit records, of all incarnations of the topic."""
        root = self.layout.commits_root(topic)
        return [
            Source(topic, topic_id.name, int(partition.name))
            for topic_id in self.store.list(root)
            for partition in self.store.list(f"{root}/{topic_id.name}")
        ]

    def read(self, source: Source) -> list[CommitRecord]:
        """Read all commit records of a partition and check that each begins where one ended.

        Raises:
            CorruptionError: A record is damaged or missing.
        """
        return self.extend(Chain(source))

    def extend(self, chain: Chain) -> list[CommitRecord]:
        """Append the commits after a chain's last one to it, and return their records.

        Raises:
            CorruptionError: A record is damaged or missing.
        """
        return list(self._grow(chain))

    def _grow(self, chain: Chain) -> Iterator[CommitRecord]:
        folder = self.layout.commits_folder(chain.source)
        last = self.layout.commit(chain.source, chain.last_start) if chain.commits else ""
        entries = self.store.list(folder, after=last.rpartition("/")[2])
        paths = [f"{folder}/{entry.name}" for entry in entries]
        for path, content in zip(paths, self._contents(paths), strict=True):
            record = parse_record(content, path)
            source = record.source
            if source != chain.source or self.layout.commit(source, record.start) != path:
                raise CorruptionError(f"Commit record {path} is about {source}.")
            if record.start != chain.end:
                raise CorruptionError(
                    f"The commit chain of {source} has a hole: no record for the offsets "
                    f"{chain.end} to {record.start}, expected "
                    f"{self.layout.commit(source, chain.end)} before {path}."
                )
            chain.add(record, content)
            yield record

    def _contents(self, paths: list[str]) -> Iterable[bytes]:
        if len(paths) < _PARALLEL_READS:
            return map(self.store.read, paths)
        return self._read_in_parallel(paths)

    def _read_in_parallel(self, paths: list[str]) -> Iterator[bytes]:
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            yield from pool.map(self.store.read, paths)

    def newest_checkpoint(self, source: Source) -> Chain:
        """Return the totals that the newest checkpoint holds; of nothing when there is none.

        Raises:
            CorruptionError: The checkpoint is damaged, or the record it ends with is not as it was.
        """
        folder = self.layout.checkpoints_folder(source)
        entries = self.store.list(folder)
        if not entries:
            return Chain(source)
        path = f"{folder}/{entries[-1].name}"
        chain = parse_checkpoint(self.store.read(path), path)
        if self.layout.checkpoint(chain.source, chain.end) != path or chain.source != source:
            raise CorruptionError(f"Checkpoint {path} is about {chain.source} up to {chain.end}.")
        record = self.layout.commit(source, chain.last_start)
        try:
            content = self.store.read(record)
        except NotFoundError:
            raise CorruptionError(
                f"The commit record {record} is missing, although {path} ends with it.",
                "Put it back.",
            ) from None
        if hashlib.sha256(content).hexdigest() != chain.last_sha256:
            raise CorruptionError(
                f"The commit record {record} is not the one that {path} ends with.", "Restore it."
            )
        chain.last = parse_record(content, record)
        return chain

    def check_complete(self, chain: Chain) -> None:
        """Check that there are as many records and bytes of them as a chain has; else read all.

        Raises:
            CorruptionError: A record is damaged or missing, or the checkpoints contradict them.
        """
        found = self.store.summary(self.layout.commits_folder(chain.source))
        if found != (chain.commits, chain.record_bytes):
            self.audit(chain.source)

    def audit(self, source: Source) -> list[CommitRecord]:
        """Read all commit records and compare the checkpoints with them.

        Raises:
            CorruptionError: A record is damaged or missing, or a checkpoint contradicts them.
        """
        folder = self.layout.checkpoints_folder(source)
        checkpoints = {f"{folder}/{entry.name}" for entry in self.store.list(folder)}
        records = []
        chain = Chain(source)
        for record in self._grow(chain):
            records.append(record)
            path = self.layout.checkpoint(source, chain.end)
            if path in checkpoints:
                checkpoints.discard(path)
                if self.store.read(path) != chain.to_bytes():
                    raise CorruptionError(
                        f"Checkpoint {path} contradicts the commit records.",
                        "`hyperion verify --repair` writes it anew from them.",
                    )
        if checkpoints:
            raise CorruptionError(
                f"Checkpoint {min(checkpoints)} ends where no commit record does: records after "
                f"offset {chain.end} are missing, or the checkpoint was copied there."
            )
        return records

    def fold(self, chain: Chain) -> None:
        """Write a checkpoint if the newest one is long ago.

        All commits of the chain have to be published. Any writer may do it at any time: the
        content depends on the records alone. Old ones stay: a request that was given up might
        otherwise arrive late and make one anew, half-written.
        """
        if chain.commits - chain.folded < COMMITS_PER_CHECKPOINT:
            return
        path = self.layout.checkpoint(chain.source, chain.end)
        staged = self.layout.staged_record(chain.source, chain.end, f"checkpoint-{uuid4().hex}")
        self.store.make_folder(path.rpartition("/")[0])
        try:
            self.store.create(staged, chain.to_bytes())
            self.store.rename(staged, path)
        except (AlreadyExistsError, NotFoundError):
            # Somebody else wrote it, or a reply was lost: the next one is as good.
            self.store.delete(staged)
        chain.folded = chain.commits
