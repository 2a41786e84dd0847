"""The web app's own tools: Node and npm, run in its folder."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from website.errors import SiteError

# In node_modules, which `npm ci` deletes first: an install that was cut off leaves no marker.
MARKER = ".installed-lock-sha256"
_OLDEST_NODE = (20, 0)
_STDERR = 2


def require_node(source: Path) -> str:
    """Check that Node and npm can build the web app, and return Node's version.

    Args:
        source: Its folder.

    Raises:
        SiteError: One is missing or too old, or there is no web app.
    """
    package = source / "package.json"
    if not package.exists():
        raise SiteError(f"{package} does not exist; check the web app out again: git checkout web")
    oldest = _oldest_node(json.loads(package.read_text(encoding="utf-8")))
    wanted = ".".join(map(str, oldest))
    advice = f"install Node {wanted} or later with npm, then run again: hyperion site build"
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise SiteError(f"{program} is not on the PATH; {advice}")
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if version is None:
        raise SiteError(f"`node --version` says {answer.stdout + answer.stderr!r}; {advice}")
    if (int(version[1]), int(version[2])) < oldest:
        raise SiteError(f"Node on the PATH is {answer.stdout.strip()}, too old; {advice}")
    return answer.stdout.strip().removeprefix("v")


def _oldest_node(package: dict[str, dict[str, str]]) -> tuple[int, int]:
    """Return the version that the web app itself asks for."""
    told = re.match(r">=\s*(\d+)(?:\.(\d+))?", package.get("engines", {}).get("node", ""))
    return max(_OLDEST_NODE, (int(told[1]), int(told[2] or 0))) if told else _OLDEST_NODE


def install(source: Path, say: Callable[[str], None]) -> None:
    """Install the web app's packages, unless those of the very same lock are there already.

    While another process installs them, this one waits, and most often finds them there.

    Args:
        source: The web app's folder.
        say: Called with what is about to be done.

    Raises:
        SiteError: There is no lock, or npm failed.
    """
    lock = source / "package-lock.json"
    if not lock.exists():
        raise SiteError(f"{lock} does not exist; check it out again: git checkout {lock.name}")
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    marker = source / "node_modules" / MARKER
    if _says(marker, digest):
        return
    with _alone(source, say):
        if _says(marker, digest):
            return
        marker.unlink(missing_ok=True)
        say(f"install npm's packages in {source.name}")
        _npm(source, "ci", "--no-audit", "--no-fund")
        marker.parent.mkdir(exist_ok=True)
        marker.write_text(digest, encoding="utf-8")


def _says(marker: Path, digest: str) -> bool:
    try:
        return marker.read_text(encoding="utf-8") == digest
    except FileNotFoundError:
        return False


@contextmanager
def _alone(source: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Let one process at a time install: all stacks of a checkout share its packages."""
    # Beside node_modules, which `npm ci` deletes first.
    path = source / ".node_modules.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"wait for another process that installs npm's packages: it holds {path}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bundle(source: Path, target: Path, say: Callable[[str], None]) -> None:
    """Build the web app into a folder.

    Args:
        source: The web app's folder.
        target: The folder to write; emptied first.
        say: Called with what is about to be done.

    Raises:
        SiteError: npm failed, or there is no page afterwards.
    """
    say("build the web app")
    # Vite's options: its configuration names the folder that is served, which must not be half new.
    _npm(source, "run", "build", "--", "--outDir", str(target), "--emptyOutDir")
    if not (target / "index.html").exists():
        raise SiteError(
            f"`npm run build` in {source} wrote no index.html into {target}; its last command has "
            "to take Vite's --outDir"
        )


def check(source: Path, say: Callable[[str], None]) -> None:
    """Lint the web app, check its types and run its unit tests.

    Args:
        source: The web app's folder.
        say: Called with what is about to be done.

    Raises:
        SiteError: npm is missing, or a check failed.
    """
    require_node(source)
    install(source, say)
    for script in ("lint", "test"):
        say(f"npm run {script}")
        _npm(source, "run", "--silent", script)


def run_script(
    source: Path, script: str, arguments: Sequence[str], environment: Mapping[str, str]
) -> None:
    """Run one of the web app's scripts.

    Args:
        source: The web app's folder.
        script: Its name in package.json.
        arguments: Further arguments for it.
        environment: Variables to add for it.

    Raises:
        SiteError: It failed.
    """
    _npm(source, "run", "--silent", script, "--", *arguments, environment=environment)


def _npm(source: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    # Standard output is for results: what npm says is progress.
    answer = subprocess.run(
        ["npm", *arguments],
        cwd=source,
        env={**os.environ, **(environment or {})},
        stdout=_STDERR,
        check=False,
    )
    if answer.returncode:
        raise SiteError(
            f"`npm {' '.join(arguments)}` in {source} ended with exit code {answer.returncode}; "
            "what it says above names the cause"
        )
