"""A cluster's node without a cluster: its scripts run as they stand, but for where things lie.

Programs that a node has, and this machine lacks or must not run, are recorders on the path.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from pathlib import Path

from emr.bundle import BOOTSTRAP

# Each notes how it was called; S3 is a folder.
_PROGRAMS = {
    "sudo": 'case $1 in /usr/lib/spark/*) note "$@" ;; *) exec "$@" ;; esac',
    "systemd-run": 'note "$@"',
    "shutdown": 'note "$@"',
    "sleep": 'note "$@"',
    "curl": """note "$@"; echo '"starting":false'""",
    "python3.11": 'note "$@"; mkdir -p "$3/bin"; ln -s "$root/bin/python" "$3/bin/python"',
    "python": 'note "$@"; echo "${PROOF:-}"; exit "${PYTHON_EXIT:-0}"',
    "dbt": """note "$@"
echo "$RESULTS" > "$DBT_TARGET_PATH/run_results.json"
exit "${DBT_EXIT:-0}"
""",
    "aws": """note "$@"
[ "${AWS_EXIT:-0}" = 0 ] || exit "$AWS_EXIT"
[ "$1" = s3 ] || exit 0
from=${@: -2:1} to=${@: -1}
from=${from/s3:\\/\\//$root/s3/} to=${to/s3:\\/\\//$root/s3/}
if [ "$to" = - ]; then cat "$from"; exit; fi
mkdir -p "$(dirname "$to")"
cp "$from" "$to"
""",
}
_HEAD = """#!/bin/bash
root={root}
note() {{ echo "$(basename "$0") $*" >> "$root/calls"; }}
"""


class Node:
    """A node in a folder.

    Args:
        root: The folder.
        is_master: What it says of itself.
    """

    def __init__(self, root: Path, *, is_master: bool = True) -> None:
        self.root = root
        (root / "calls").touch()
        (root / "bin").mkdir()
        for name, body in _PROGRAMS.items():
            program = root / "bin" / name
            program.write_text(_HEAD.format(root=root) + body)
            program.chmod(0o755)
        info = root / "mnt/var/lib/info"
        info.mkdir(parents=True)
        flag = "true" if is_master else "false"
        (info / "instance.json").write_text(f'{{"isMaster": {flag}}}')
        (info / "job-flow.json").write_text('{"jobFlowId": "j-1", "clusterName": "acme"}')

    def calls(self) -> list[str]:
        """Return what was called, in order."""
        return (self.root / "calls").read_text().splitlines()

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Return what is in S3, by its key without the prefix."""
        folder = self.root / "s3" / prefix
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def bootstrap(self, lifetime: int, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the bootstrap script, with a project of one file in S3."""
        archive = self.root / "s3/acme/project.tar.gz"
        archive.parent.mkdir(parents=True)
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(BOOTSTRAP, "emr/node/bootstrap.sh")
        arguments = [str(lifetime), "s3://acme/project.tar.gz", "eu-west-1"]
        return self._run(self._moved(BOOTSTRAP), arguments, environment)

    def end_cluster(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run what the timer runs."""
        return self._run((self.root / "hyperion-end-cluster").read_text(), [], environment)

    def step(self, name: str, port: int, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step, with another port for the Thrift Server."""
        script = self._moved(BOOTSTRAP.with_name("step.sh")).replace("10001", str(port))
        (self.root / "mnt/hyperion").mkdir(exist_ok=True)
        told = {"HYPERION_PROOF": "s3://acme/proof/", **environment}
        return self._run(script, [name], told)

    def _moved(self, script: Path) -> str:
        text = script.read_text().replace("/usr/local/sbin/", "/tmp/")  # noqa: S108 - a node's
        here = {"/mnt/": f"{self.root}/mnt/", "/tmp/": f"{self.root}/"}  # noqa: S108 - a node's
        return re.sub("|".join(here), lambda found: here[found[0]], text)

    def _run(
        self, script: str, arguments: list[str], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-c", script, "node", *arguments],
            env={**os.environ, "TZ": "UTC", **environment, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
