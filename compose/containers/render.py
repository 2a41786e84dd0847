"""The text of every file that containers are started from."""

from pathlib import Path

import yaml

from compose.containers import monitoring
from compose.containers import services as lake
from compose.containers.place import PROGRAMS, container_settings
from compose.servers import lake_servers

COMPOSE_FILE = lake.ROOM.parent / "docker-compose.yml"

HEADER = """\
# Written by `python -m compose.containers` from the native servers' descriptions: change those.
# See docs/containers.md. Start: docker compose -f compose/docker-compose.yml up --build --wait
"""


class _Dumper(yaml.SafeDumper):
    """Writes scripts line by line, and lists within their key's indentation."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists, as yamllint wants them."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Repeat what services have in common: an alias would hide it."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def compose_file() -> str:
    """Return the Compose file."""
    services = {**lake.services(), **monitoring.services()}
    mounts = [str(each) for service in services.values() for each in _list(service["volumes"])]
    sources = [mount.split(":")[0] for mount in mounts]
    volumes = {name: None for name in sources if not name.startswith(".")}
    document = {"name": "hyperion", "services": services, "volumes": volumes}
    # So wide that no line is folded; the longest is a class path.
    return HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=1000)


def _list(value: object) -> list[object]:
    assert isinstance(value, list)  # noqa: S101 - written in this very package
    return value


def files() -> dict[Path, str]:
    """Return every written file by its path."""
    settings = container_settings()
    found = {COMPOSE_FILE: compose_file()}
    for server in lake_servers(settings, PROGRAMS):
        home = settings.state_dir / server.name
        for path, text in lake.configuration(server, home).items():
            found[lake.CONFIG / server.name / path] = text
    return found


def write() -> None:
    """Write every file and delete configuration that is none of them any more."""
    wanted = files()
    for path in lake.CONFIG.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
