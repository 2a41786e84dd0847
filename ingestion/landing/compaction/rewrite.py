"""Rewriting data files into fewer ones with the same rows in the same order, and proving it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ingestion.errors import CorruptionError
from ingestion.landing.compaction.records import CompactedFile
from ingestion.landing.storage.store import Store

_ROWS_AT_ONCE = 65_536
_CHUNK_BYTES = 4 * 1024 * 1024
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Writes files into a folder; memory holds one old and one new file at a time.

    Args:
        store: The file system.
        folder: A new folder.
        target_bytes: Size that makes a new file complete.
    """

    store: Store
    folder: str
    target_bytes: int

    def rewrite(self, files: Sequence[CompactedFile]) -> list[CompactedFile]:
        """Write the rows of files into new ones, and read these back.

        Raises:
            CorruptionError: An old file is not what its record says, or the new ones differ.
        """
        extension = "parquet" if files[0].path.endswith(".parquet") else "jsonl.zst"
        parts = self._parquet(files) if extension == "parquet" else self._lines(files)
        written = []
        for number, (data, rows) in enumerate(parts):
            path = f"{self.folder}/{number:06d}.{extension}"
            self.store.create(path, data)
            written.append(CompactedFile(path, rows, len(data), hashlib.sha256(data).hexdigest()))
        same = _same_tables if extension == "parquet" else _same_lines
        if not same((self._read(f) for f in files), (self._read(f) for f in written)):
            raise CorruptionError(
                f"The files in {self.folder} do not hold the rows of those that they replace.",
                "Nothing was replaced; run the command again.",
            )
        return written

    def _read(self, file: CompactedFile) -> bytes:
        data = self.store.read(file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise CorruptionError(f"The committed file {file.path} was changed: digests differ.")
        return data

    def _parquet(self, files: Iterable[CompactedFile]) -> Iterator[tuple[bytes, int]]:
        sink, writer, rows = pa.BufferOutputStream(), None, 0
        for file in files:
            for batch in _batches(self._read(file)):
                if writer is None:
                    sink, rows = pa.BufferOutputStream(), 0
                    writer = pq.ParquetWriter(
                        sink, batch.schema, compression="zstd", compression_level=_LEVEL
                    )
                writer.write_batch(batch)
                rows += batch.num_rows
                if sink.tell() >= self.target_bytes:
                    writer.close()
                    writer = None
                    yield sink.getvalue().to_pybytes(), rows
        if writer is not None:
            writer.close()
            yield sink.getvalue().to_pybytes(), rows

    def _lines(self, files: Iterable[CompactedFile]) -> Iterator[tuple[bytes, int]]:
        chunks: list[bytes] = []
        rows, size, compressor = 0, 0, _compressor()
        for file in files:
            for chunk in _chunks(self._read(file)):
                rows += chunk.count(b"\n")
                chunks.append(compressor.compress(chunk))
                size += len(chunks[-1])
            # A file ends between two records, so that is where a new one may end.
            if size >= self.target_bytes:
                yield b"".join([*chunks, compressor.flush()]), rows
                chunks, rows, size, compressor = [], 0, 0, _compressor()
        if rows:
            yield b"".join([*chunks, compressor.flush()]), rows


def _compressor() -> zstandard.ZstdCompressionObj:
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()


def _batches(data: bytes) -> Iterator[pa.RecordBatch]:
    yield from pq.ParquetFile(pa.BufferReader(data)).iter_batches(_ROWS_AT_ONCE)


def _chunks(data: bytes) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True)
    while chunk := reader.read(_CHUNK_BYTES):
        yield chunk


def _same_lines(old: Iterable[bytes], new: Iterable[bytes]) -> bool:
    digests = []
    for files in (old, new):
        digest = hashlib.sha256()
        for chunk in chain.from_iterable(map(_chunks, files)):
            digest.update(chunk)
        digests.append(digest.digest())
    return digests[0] == digests[1]


def _same_tables(old: Iterable[bytes], new: Iterable[bytes]) -> bool:
    """Compare row by row, whatever the sizes of files and batches."""
    left, right = (chain.from_iterable(map(_batches, files)) for files in (old, new))
    mine, theirs = next(left, None), next(right, None)
    while mine is not None and theirs is not None:
        count = min(mine.num_rows, theirs.num_rows)
        if not mine.slice(0, count).equals(theirs.slice(0, count)):
            return False
        mine = mine.slice(count) if mine.num_rows > count else next(left, None)
        theirs = theirs.slice(count) if theirs.num_rows > count else next(right, None)
    return mine is None and theirs is None
