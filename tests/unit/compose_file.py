"""The Compose file and the native servers that it is compared with."""

from pathlib import Path
from typing import Any

import yaml

from compose.config import StackSettings
from compose.containers.place import PROGRAMS
from compose.containers.render import COMPOSE_FILE
from compose.servers import lake_servers

FILE: dict[str, Any] = yaml.safe_load(COMPOSE_FILE.read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]

# Whatever the environment says.
DEFAULTS = StackSettings.model_construct(state_dir=Path("/state"))
NATIVE = {server.name: server for server in lake_servers(DEFAULTS, PROGRAMS)}

MONITORING = {"prometheus", "grafana"}
ONCE = {"hdfs-folders"}


def megabytes(limit: str) -> int:
    assert limit.endswith("m")
    return int(limit.removesuffix("m"))
