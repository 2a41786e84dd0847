"""Brotli variants of files, each content compressed once and kept in a cache.

At the best quality 34 MB of WebAssembly take 90 seconds; from the cache they take none.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import brotli

QUALITY = 11
# Bits of the window: 16 MiB, the most that every browser takes.
WINDOW = 24
_CHUNK_BYTES = 1 << 20

# Called with a file's name, the bytes compressed and the bytes in all.
Progress = Callable[[str, int, int], None]


def encode(path: Path, cache: Path, progress: Progress) -> int:
    """Write `<path>.br`, unless that would be no smaller.

    Args:
        path: The file.
        cache: The folder of what was compressed before, by SHA-256 of the content.
        progress: Told about long compressions.

    Returns:
        The bytes that a browser gets: of the variant, or of the file itself.
    """
    content = path.read_bytes()
    compressed = _compressed(path.name, content, cache, progress)
    if len(compressed) >= len(content):
        return len(content)
    path.with_name(f"{path.name}.br").write_bytes(compressed)
    return len(compressed)


def _compressed(name: str, content: bytes, cache: Path, progress: Progress) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    kept = cache / f"brotli-{QUALITY}-{WINDOW}" / digest
    if kept.exists():
        return kept.read_bytes()
    compressed = _compress(name, content, progress)
    kept.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: another stack of the same user may be compressing the same file.
    partial = kept.with_name(f"{digest}.{os.getpid()}")
    partial.write_bytes(compressed)
    partial.replace(kept)
    return compressed


def _compress(name: str, content: bytes, progress: Progress) -> bytes:
    """Compress in chunks: between two of them Ctrl-C is heard and progress told."""
    compressor = brotli.Compressor(quality=QUALITY, lgwin=WINDOW)
    parts = []
    for start in range(0, len(content), _CHUNK_BYTES):
        progress(name, start, len(content))
        parts.append(compressor.process(content[start : start + _CHUNK_BYTES]))
    parts.append(compressor.finish())
    progress(name, len(content), len(content))
    return b"".join(parts)
