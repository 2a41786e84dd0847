"""Build the site: the web app, the published exports, and their Brotli variants.

Everything is made in a folder beside the served one, which it replaces when it is complete.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from website import node
from website.data import copy_exports, published
from website.encode import Progress, encode
from website.policy import policy
from website.swap import staging


@dataclass(frozen=True)
class Places:
    """The folders of a build.

    Attributes:
        source: The web app.
        exports: The published exports.
        served: The site.
        cache: What was compressed before.
    """

    source: Path
    exports: Path
    served: Path
    cache: Path


@dataclass(frozen=True)
class Built:
    """A file of the site: its path there, its size, and the bytes that a browser gets of it."""

    path: str
    bytes: int
    encoded_bytes: int


def build(places: Places, say: Callable[[str], None], compressing: Progress) -> list[Built]:
    """Build the site anew.

    Args:
        places: From where, and to where.
        say: Called with each step before it is done.
        compressing: Called with a file's name, the bytes compressed and the bytes in all.

    Returns:
        The files, by path.

    Raises:
        SiteError: Something is missing or failed. What was served before stays as it is.
    """
    exports = published(places.exports)
    node.require_node(places.source)
    with staging(places.served) as work:
        node.install(places.source, say)
        node.bundle(places.source, work, say)
        say("copy the exports")
        copy_exports(exports, work / "data")
        say("compress")
        return _encode_all(work, places.cache, compressing)


def _encode_all(folder: Path, cache: Path, compressing: Progress) -> list[Built]:
    built = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        sent = encode(path, cache, compressing) if policy().is_encoded(path.name) else size
        built.append(Built(path.relative_to(folder).as_posix(), size, sent))
    return built
