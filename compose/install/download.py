"""Fetch archives with the standard tools: pip for PyPI, Ivy for Maven coordinates."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from compose.errors import InstallError
from compose.install.versions import CHECKSUMS_FILE, ROOM, VERSIONS_FILE, checksums

# Called with the number of bytes that have arrived so far.
Progress = Callable[[int], None]

# The others are taken file by file: to read the descriptor of Trino's server, with all that it
# imports, took 110 s.
WITH_DEPENDENCIES = frozenset({"kafka", "s3"})

# Java's own trust store may lack a company's certificate; Debian keeps a complete one here.
SYSTEM_TRUST_STORE = Path("/etc/ssl/certs/java/cacerts")


def pip_download(
    component: str,
    requirement: str,
    into: Path,
    progress: Progress,
    record: Path = CHECKSUMS_FILE,
) -> Path:
    """Download one distribution from PyPI, checked by hash, and return its path.

    Args:
        component: Its name in the record of checksums.
        requirement: `name==version`.
        into: An empty folder; pip's temporary files live there too.
        progress: Called about twice a second.
        record: File with the checksums.

    Raises:
        InstallError: pip failed; the message ends with its last lines.
    """
    ((name, digest),) = checksums(record)[component].items()
    wanted = into / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{digest}\n")
    source = ["--no-binary=:all:", "--no-build-isolation"] if name.endswith(".tar.gz") else []
    _run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-input"]
        + ["--no-cache-dir", "--disable-pip-version-check", "--progress-bar=off", *source]
        + ["--dest", str(into), "--requirement", str(wanted)],
        into,
        progress,
        what=requirement,
        environment={"TMPDIR": str(into)},
    )
    return into / name


def ivy_retrieve(
    configuration: str,
    java: Path,
    ivy_jar: Path,
    into: Path,
    progress: Progress,
    repository: str | None = None,
    ivy_file: Path = ROOM / "ivy.xml",
) -> list[Path]:
    """Resolve one configuration of an Ivy file and return its files.

    Args:
        configuration: Its name in the Ivy file.
        java: The `java` program to run Ivy with.
        ivy_jar: Ivy itself, as shipped with Spark.
        into: An empty folder for the files and Ivy's cache.
        progress: Called about twice a second.
        repository: A mirror to use in place of Maven's central repository.
        ivy_file: The bill of materials.

    Raises:
        InstallError: Ivy could not resolve or download something.
    """
    settings = into / "ivysettings.xml"
    settings.write_text(
        _ivy_settings(into / "cache", repository, configuration in WITH_DEPENDENCIES)
    )
    files = into / "files"
    _run(
        [str(java), *_java_network_options(os.environ), "-cp", str(ivy_jar), "org.apache.ivy.Main"]
        + ["-settings", str(settings), "-ivy", str(ivy_file), "-confs", configuration]
        + ["-types", "jar", "bundle", "tar.gz"]
        + ["-retrieve", f"{files}/[artifact]-[revision].[ext]"],
        into,
        progress,
        what=configuration,
    )
    return sorted(files.iterdir())


def _ivy_settings(cache: Path, repository: str | None, read_poms: bool) -> str:
    root = f' root="{repository}"' if repository else ""
    poms = str(read_poms).lower()
    return f"""<ivysettings>
    <properties file="{VERSIONS_FILE}"/>
    <settings defaultResolver="maven"/>
    <caches defaultCacheDir="{cache}"/>
    <resolvers><ibiblio name="maven" m2compatible="true" usepoms="{poms}"{root}/></resolvers>
</ivysettings>
"""


def _java_network_options(environment: Mapping[str, str]) -> list[str]:
    """Say to Java what other programs read from the environment: proxy and trust store."""
    options = []
    if SYSTEM_TRUST_STORE.exists():
        options.append(f"-Djavax.net.ssl.trustStore={SYSTEM_TRUST_STORE}")
    for scheme in ("http", "https"):
        proxy = environment.get(f"{scheme}_proxy") or environment.get(f"{scheme.upper()}_PROXY")
        if proxy:
            address = urlsplit(proxy)
            options.append(f"-D{scheme}.proxyHost={address.hostname}")
            options.append(f"-D{scheme}.proxyPort={address.port or 80}")
    return options


def _run(
    command: list[str],
    folder: Path,
    progress: Progress,
    *,
    what: str,
    environment: Mapping[str, str] | None = None,
) -> None:
    log = folder / "download.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        try:
            while process.poll() is None:
                progress(_bytes_below(folder))
                time.sleep(0.5)
        finally:
            # An interrupted installer must not leave a download running behind its back.
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise InstallError(
            f"downloading {what} failed:\n{tail}\n"
            "Check the network, the proxy and the package mirror (HYPERION_MAVEN_REPOSITORY, "
            "PIP_INDEX_URL), then run the same command again."
        )


def _bytes_below(folder: Path) -> int:
    """Add up file sizes in a folder whose files and folders come and go meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(parent, name).lstat().st_size
    return total


def require_free_space(folder: Path, needed: int) -> None:
    """Stop before a download that can't fit.

    Args:
        folder: An existing folder on the disk in question.
        needed: Bytes.

    Raises:
        InstallError: There is less free space than that.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InstallError(
            f"{folder} has {free / 1e9:.1f} GB free, {needed / 1e9:.1f} GB are needed. "
            "Free some space or point HYPERION_CACHE_DIR at another disk."
        )
