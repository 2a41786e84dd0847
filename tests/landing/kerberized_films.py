"""The topic of films and commands that land it, with HDFS that asks for Kerberos."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from ingestion.landing.storage.layout import Source
from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.landing.kerberized_hdfs import KerberizedHdfs
from tests.landing.landing_world import World

TOPIC = "raw-films"


@dataclass
class Films(World):
    """The topic of films, whose contract the command knows, on HDFS that asks for Kerberos.

    Attributes:
        hdfs: The servers.
        keytab: Of the principal `lander`.
    """

    hdfs: KerberizedHdfs = field(kw_only=True)
    keytab: Path = field(kw_only=True)

    def __post_init__(self) -> None:
        """Publish the films."""
        super().__post_init__()
        self.store = WebHdfsStore(self.hdfs.url, access=self.hdfs.administrator)
        code, errors = self.run("produce", TOPIC)
        assert code == 0, errors

    @contextmanager
    def running(self, *arguments: str, **changes: str) -> Iterator[subprocess.Popen[str]]:
        """Run a command that is to authenticate with Kerberos, with no ticket and no keytab.

        Args:
            arguments: The command and its arguments.
            changes: Environment variables; empty ones are unset.
        """
        variables = {
            **os.environ,
            **self.settings.environment(),
            "HYPERION_RAW_ROOT": self.raw_root,
            "HYPERION_LANDING_METRICS_PORT": "0",
            "HYPERION_WEBHDFS_URLS": self.hdfs.url,
            "HYPERION_WEBHDFS_CAFILE": str(self.hdfs.trusted.certificate),
            "HYPERION_WEBHDFS_AUTHENTICATION": "kerberos",
            **changes,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "hyperion", *arguments],
            env={name: value for name, value in variables.items() if value},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, *arguments: str, **changes: str) -> tuple[int, str]:
        """Run a command to its end; return exit code and errors."""
        with self.running(*arguments, **changes) as process:
            _, errors = process.communicate()
        return process.returncode, " ".join(errors.split())

    def landed_end(self) -> int:
        """Offset after the last landed one."""
        record, *_ = self.on_topic()
        folder = self.layout.commits_folder(Source(TOPIC, record.topic_id, record.partition))
        commits = self.store.list(folder)
        return (
            int(orjson.loads(self.store.read(f"{folder}/{commits[-1].name}"))["end"])
            if commits
            else 0
        )

    @property
    def by_keytab(self) -> dict[str, str]:
        """Settings that land."""
        return {
            "HYPERION_WEBHDFS_PRINCIPAL": "lander",
            "HYPERION_WEBHDFS_KEYTAB": str(self.keytab),
        }
