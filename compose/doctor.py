"""Check that this machine can run the stack, and say what to do where it can't."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from compose import processes
from compose.config import StackSettings
from compose.errors import StackError
from compose.install import installed
from compose.install.components import NEEDED_BYTES

# Seen resident after the demo: 6.7 GB.
NEEDED_MEMORY = 7_000_000_000
NEEDED_STATE_BYTES = 2_000_000_000

# With less the servers can't even start: what `up` refuses, where `doctor` still advises.
STARTING_MEMORY = 2_500_000_000
STARTING_BYTES = 500_000_000


@dataclass(frozen=True)
class Check:
    """One finding: what was looked at, whether it will do, and what to do if not."""

    subject: str
    ok: bool
    finding: str
    advice: str = ""


def examine(settings: StackSettings) -> Iterator[Check]:
    """Examine the machine; yields one finding after the other."""
    yield _platform()
    yield _python()
    yield _memory(NEEDED_MEMORY, _held(settings))
    programs = installed(settings)
    yield _disk("cache folder", settings.cache_dir, 0 if programs else NEEDED_BYTES)
    yield _disk("state folder", settings.state_dir, NEEDED_STATE_BYTES)
    if programs is None:
        yield Check("servers", True, "not installed yet: `hyperion up` downloads about 1.5 GB")
    else:
        yield _java("Java 17", programs.java17, "17")
        yield _java("Java 25", programs.java25, "25")
    for name, port in settings.ports().items():
        yield _port(settings, name, port)


def require_room(
    settings: StackSettings, memory: int = STARTING_MEMORY, disk: int = STARTING_BYTES
) -> None:
    """Stop before servers are started that could not live.

    Args:
        settings: The stack to start.
        memory: Bytes that must be available.
        disk: Bytes that must be free where the state folder is.

    Raises:
        StackError: There is less than that; the message says what to do.
    """
    for check in (_memory(memory), _disk("state folder", settings.state_dir, disk)):
        if not check.ok:
            raise StackError(f"{check.subject}: {check.finding}. {check.advice}")


def _platform() -> Check:
    found = f"{platform.system()} on {platform.machine()}"
    ok = found == "Linux on x86_64"
    return Check("platform", ok, found, "" if ok else "only Linux on x86_64 is tested")


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return Check("Python", ok, platform.python_version(), "" if ok else "install Python 3.11+")


def _memory(needed: int, held: int = 0) -> Check:
    available = psutil.virtual_memory().available + held
    ok = available >= needed
    advice = f"{needed / 1e9:.1f} GB are needed: stop other programs, or lower the heaps "
    advice += "(HYPERION_SPARK_HEAP_MB, HYPERION_TRINO_HEAP_MB)"
    finding = f"{available / 1e9:.1f} GB available" + (" or this stack's" if held else "")
    return Check("memory", ok, finding, "" if ok else advice)


def _disk(subject: str, folder: Path, needed: int) -> Check:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    writable = os.access(existing, os.W_OK)
    ok = free >= needed and writable
    finding = f"{free / 1e9:.1f} GB free at {folder}" + ("" if writable else ", not writable")
    variable = f"HYPERION_{subject.split()[0].upper()}_DIR"
    advice = f"{needed / 1e9:.1f} GB are needed: free some, or set {variable} to another place"
    return Check(subject, ok, finding, "" if ok else advice)


def _java(subject: str, java: Path, major: str) -> Check:
    variable = f"HYPERION_JAVA{major}_HOME"
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError as error:
        return Check(subject, False, str(error), f"point {variable} at a Java {major}, or unset it")
    finding = answer.stderr.splitlines()[0] if answer.stderr else "no answer"
    ok = f'"{major}' in finding
    return Check(subject, ok, finding, "" if ok else f"point {variable} at a Java {major}")


def _port(settings: StackSettings, name: str, port: int) -> Check:
    subject = f"port {port}"
    taken_by = processes.listener(settings.host, port)
    if taken_by is None:
        return Check(subject, True, f"free ({name})")
    if isinstance(taken_by, psutil.Process) and _is_ours(settings, taken_by.pid):
        return Check(subject, True, f"in use by this stack ({name})")
    advice = f"stop it, or choose another port: HYPERION_{name.upper()}=..."
    return Check(subject, False, f"in use by {processes.name_of(taken_by)}", advice)


def _is_ours(settings: StackSettings, pid: int) -> bool:
    return any(process.pid == pid for process in _servers(settings))


def _held(settings: StackSettings) -> int:
    """Return the memory that this stack's servers have already, in bytes."""
    held = 0
    for process in _servers(settings):
        with suppress(psutil.Error):
            held += process.memory_info().rss
    return held


def _servers(settings: StackSettings) -> Iterator[psutil.Process]:
    """Yield this stack's servers as far as they run."""
    for path in (settings.state_dir / "run").glob("*.json"):
        record = processes.Record.read(path)
        if record and (process := record.process()):
            yield process
