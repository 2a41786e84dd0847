"""A web app and exports to build a site from, with a script for npm."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from website import Built, Places, build

# What Vite would write; `$BREAK` is the step to fail at.
NPM = r"""#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
ci)
    rm -rf node_modules && mkdir node_modules
    test "$BREAK" != ci ;;
run)
    test "$1 $2 $3 $4 $6" = "run build -- --outDir --emptyOutDir" || exit 64
    out=$5
    rm -rf "$out" && mkdir -p "$out/assets" "$out/data"
    echo stray > "$out/data/stray.parquet"
    seq 1 2000 > "$out/assets/app-1a2b.js"
    test "$BREAK" != build || exit 3
    test "$BREAK" = page || cp page.html "$out/index.html"
    printf '<svg/>' > "$out/favicon.svg" ;;
esac
"""


class Project:
    """A web app and published exports in a folder of their own."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.bin, self.calls = root / "bin", root / "calls"
        self.places = Places(root / "web", root / "out", root / "site" / "dist", root / "cache")
        for folder in (self.bin, self.places.source, self.places.exports):
            folder.mkdir()
        self.program("npm", NPM)
        self.program("node", "#!/bin/sh\necho v20.19.4\n")
        self.write("package.json", '{"engines": {"node": ">=20.19"}}')
        self.write("package-lock.json", "{}")
        self.write("page.html", "<p>one</p>\n" * 50)
        self.publish({"films.parquet": b"PAR1" * 500, "credits.parquet": b"PAR1" * 100})
        monkeypatch.setenv("PATH", f"{self.bin}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("CALLS", str(self.calls))
        self.breaks("")

    def program(self, name: str, text: str) -> None:
        """Put a program on the PATH."""
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(stat.S_IRWXU)

    def write(self, name: str, text: str) -> None:
        """Write a file of the web app."""
        (self.places.source / name).write_text(text)

    def publish(self, files: dict[str, bytes]) -> None:
        """Publish exports, with a file beside them that the manifest does not name."""
        for name, content in {**files, "old.parquet": b"old"}.items():
            (self.places.exports / name).write_bytes(content)
        listed = [
            {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        ]
        (self.places.exports / "manifest.json").write_text(json.dumps({"exports": listed}))

    def breaks(self, step: str) -> None:
        """Let npm fail at a step."""
        self._monkeypatch.setenv("BREAK", step)

    def build(self) -> tuple[list[Built], set[str]]:
        """Build; return the files, and the names of those that were compressed."""
        compressed = set()

        def compressing(name: str, *_: int) -> None:
            compressed.add(name)

        return build(self.places, lambda _: None, compressing), compressed

    def ran(self) -> list[str]:
        """Return the first word of each of npm's command lines so far."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line.split()[0] for line in lines]

    def served(self) -> dict[str, bytes]:
        """Return the served files by path; nothing else may be left beside them."""
        folder = self.places.served
        beside = {path.name for path in folder.parent.iterdir()}
        assert beside <= {"dist", ".dist.lock"}
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
