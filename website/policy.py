"""The headers, content types and encodings of the site, as `policy.yml` has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath

import yaml

POLICY_FILE = Path(__file__).with_name("policy.yml")
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Policy:
    """How the site's files are answered.

    Attributes:
        security: Headers of every response.
        security_over_https: Further ones over HTTPS.
        cache: Patterns of paths and their Cache-Control; the first that fits wins.
        content_types: Content-Type by extension.
        encoded: Extensions of files with a Brotli variant.
    """

    security: Mapping[str, str]
    security_over_https: Mapping[str, str]
    cache: tuple[tuple[str, str], ...]
    content_types: Mapping[str, str]
    encoded: frozenset[str]

    def cache_control(self, path: str) -> str:
        """Return the Cache-Control of a file by its absolute path on the site."""
        return next(control for pattern, control in self.cache if fnmatchcase(path, pattern))

    def content_type(self, path: str) -> str:
        """Return the Content-Type of a file by its name or path."""
        return self.content_types.get(PurePosixPath(path).suffix.lower(), _UNKNOWN_TYPE)

    def is_encoded(self, path: str) -> bool:
        """Say whether a file may have a Brotli variant, by its name or path."""
        return PurePosixPath(path).suffix.lower() in self.encoded


@cache
def policy() -> Policy:
    """Read the policy; it is part of the program and does not change while that runs."""
    told = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    return Policy(
        security=told["security"],
        security_over_https=told["security_over_https"],
        cache=tuple((rule["path"], rule["control"]) for rule in told["cache"]),
        content_types=told["content_types"],
        encoded=frozenset(told["encoded"]),
    )
