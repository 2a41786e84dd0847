"""What the runner needs to know of a server, and nothing of what flows through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# What Hadoop, Spark and their libraries reflect into; the list that Spark's own launcher passes.
ADD_OPENS = tuple(
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in (
        "java.lang",
        "java.lang.invoke",
        "java.lang.reflect",
        "java.io",
        "java.net",
        "java.nio",
        "java.util",
        "java.util.concurrent",
        "java.util.concurrent.atomic",
        "sun.nio.ch",
        "sun.nio.cs",
        "sun.security.action",
        "sun.util.calendar",
    )
)

# A small server's start-up is mostly class loading and compiling: the quick compiler and the
# simple collector start sooner and hold less memory.
SMALL_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


@dataclass(frozen=True)
class Server:
    """One server process of the stack.

    Attributes:
        name: Its short name, which is also the name of its folder and log.
        title: What people call it.
        command: The program and its arguments.
        ports: Every port it binds, by the setting's name.
        files: Configuration files to write before it starts: path to text. Paths in them are
            relative to the server's folder, where it runs.
        ready: Asks the server itself whether it can serve; raises or returns False if not yet.
        after: Servers that must be ready before this one is started.
        prepare: Commands to run once before the first start; skipped where `prepared` exists.
        prepared: The file or folder that the preparation leaves behind.
        environment: Variables added to the process's environment.
    """

    name: str
    title: str
    command: Sequence[str]
    ports: Mapping[str, int]
    files: Mapping[Path, str]
    ready: Callable[[], bool]
    after: tuple[str, ...] = ()
    prepare: tuple[Sequence[str], ...] = ()
    prepared: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def properties(values: Mapping[str, object]) -> str:
    """Write settings as a Java properties file."""
    return "".join(f"{name}={value}\n" for name, value in values.items())


def hadoop_xml(values: Mapping[str, object]) -> str:
    """Write settings as a Hadoop configuration file."""
    entries = "".join(
        f"  <property><name>{name}</name><value>{value}</value></property>\n"
        for name, value in values.items()
    )
    return f'<?xml version="1.0"?>\n<configuration>\n{entries}</configuration>\n'


def jars(folder: Path) -> str:
    """Return all jars of a folder, as a part of a class path."""
    return f"{folder}/*"


def class_path(*parts: Path | str) -> str:
    """Join folders and jars into a class path."""
    return ":".join(map(str, parts))


def log4j2(level: str = "INFO") -> str:
    """Write a Log4j configuration that logs to standard output, which the runner keeps."""
    return properties(
        {
            "rootLogger.level": level,
            "rootLogger.appenderRef.console.ref": "console",
            "appender.console.type": "Console",
            "appender.console.name": "console",
            "appender.console.layout.type": "PatternLayout",
            "appender.console.layout.pattern": "%d{ISO8601} %p %c{1}: %m%n%ex",
        }
    )
