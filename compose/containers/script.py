"""A server's native commands as a script for a container."""

import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path

from compose.servers import Server


def script(server: Server, home: Path) -> str:
    """Return the native commands as a script: prepare what is not prepared, then serve."""
    lines = ["set -e"]
    if server.prepare and server.prepared:
        lines.append(f"if [ ! -e {server.prepared.relative_to(home)} ]; then")
        lines += [shell_lines(command, indent="  ") for command in server.prepare]
        lines.append("fi")
    return "\n".join([*lines, shell_lines(["exec", *server.command])])


def shell_lines(command: Sequence[str], indent: str = "") -> str:
    """Spell a command for a shell in lines of some length; Compose wants a dollar doubled."""
    folded = textwrap.wrap(
        " ".join(shlex.quote(word).replace("$", "$$") for word in command),
        width=80,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return " \\\n".join(folded)
