"""A release of the site: every object with its headers, in the order of publishing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from emr.errors import CloudError
from website import Policy

ROOT = "site/"
# As many digits of a data file's SHA-256 as the page asks for it with (web/src/data/manifest.ts).
VERSION_DIGITS = 12
_MANIFEST = "data/manifest.json"
_PAGE = "index.html"
_WORKER = "sw.js"


@dataclass(frozen=True, order=True)
class Content:
    """What an object is, apart from its name.

    Attributes:
        sha256: Of its bytes as they are stored, which may be compressed.
        content_type: Content-Type.
        cache_control: Cache-Control.
        encoding: Content-Encoding, or nothing.
    """

    sha256: str
    content_type: str
    cache_control: str
    encoding: str


@dataclass(frozen=True)
class Version:
    """An object as it is, or was, in the bucket: its content, and S3's name of that version."""

    content: Content
    version_id: str


# By key.
Contents = Mapping[str, Content]
Versions = Mapping[str, Version]


def phase(key: str) -> int:
    """Return when a key is published: what names others comes after them, the manifest last."""
    path = key.removeprefix(ROOT)
    if path == _MANIFEST:
        return 4
    if path == _PAGE:
        return 3
    if path == _WORKER:
        return 2
    return 1 if path.startswith("data/") else 0


def in_order(keys: Iterable[str]) -> list[str]:
    """Return keys in the order of publishing."""
    return sorted(keys, key=lambda key: (phase(key), key))


def digest(contents: Contents) -> str:
    """Tell this release from any other."""
    told = {key: asdict(content) for key, content in contents.items()}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def built_release(folder: Path, policy: Policy) -> tuple[dict[str, Content], dict[str, Path]]:
    """Read the built site.

    A file with a Brotli variant is stored as that variant, under its own name: every browser takes
    it over HTTPS. A data file is stored under its version as well.

    Args:
        folder: The built site.
        policy: Its headers, types and encodings.

    Returns:
        The objects, and the files that hold their bytes, both by key.

    Raises:
        CloudError: There is no built site.
    """
    if not (folder / _PAGE).exists() or not (folder / _MANIFEST).exists():
        raise CloudError(f"there is no site in {folder}; run: hyperion site build")
    contents: dict[str, Content] = {}
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        # A link may lead out of the folder, to what was never meant for the public.
        inside = path.resolve().is_relative_to(folder.resolve())
        if not path.is_file() or not inside or path.suffix == ".br":
            continue
        name = path.relative_to(folder).as_posix()
        variant = path.with_name(f"{path.name}.br")
        encoded = policy.is_encoded(name) and variant.exists()
        stored = variant if encoded else path
        content = Content(
            sha256=hashlib.sha256(stored.read_bytes()).hexdigest(),
            content_type=policy.content_type(name),
            cache_control=policy.cache_control(f"/{name}"),
            encoding="br" if encoded else "",
        )
        for key in {f"{ROOT}{name}", f"{ROOT}{_versioned(name, content.sha256)}"}:
            contents[key], files[key] = content, stored
    return contents, files


def _versioned(name: str, sha256: str) -> str:
    """Return the name under which the page's address for a data file leads to it."""
    path = PurePosixPath(name)
    if path.suffix != ".parquet" or str(path.parent) != "data":
        return name
    return f"data/{sha256[:VERSION_DIGITS]}/{path.name}"


@dataclass(frozen=True)
class Difference:
    """What a deployment would change.

    Attributes:
        new: Keys that are not there.
        changed: Keys whose content or headers differ.
        same: Keys that are as they should be.
        other: Keys that are there and in the release not.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def to_publish(self) -> list[str]:
        """Keys to write, in order."""
        return in_order([*self.new, *self.changed])


def difference(wanted: Contents, there: Contents) -> Difference:
    """Compare a release with what is in the bucket."""
    return Difference(
        new=tuple(sorted(wanted.keys() - there.keys())),
        changed=tuple(sorted(key for key in wanted if there.get(key, wanted[key]) != wanted[key])),
        same=tuple(sorted(key for key in wanted if there.get(key) == wanted[key])),
        other=tuple(sorted(there.keys() - wanted.keys())),
    )
