"""What the runbook quotes is what the project prints. A message that was reworded is not found."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT

PYTHON_ROOMS = ("compose", "emr", "exports", "hyperion", "ingestion", "website")
TABLES = re.compile(r"^\| printed \|.*\n\|[-|]+\n((?:\|.*\n)+)", re.M)
SERVERS = re.compile(r"^\| server \| without it is printed \|.*\n\|[-|]+\n((?:\|.*\n)+)", re.M)
CODE = re.compile(r"`([^`\n]+)`")
# Stands in a message for what is filled in when it is printed.
FILLED = "\0"
LEAST_LETTERS = 6


def of_python(path: Path) -> Iterator[str]:
    """Give a module's texts, with what is filled in left open."""
    tree = list(ast.walk(ast.parse(path.read_text())))
    docstrings = [each.value for each in tree if isinstance(each, ast.Expr)]
    for node in tree:
        if node in docstrings:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"%[sdr]", FILLED, node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else FILLED for part in node.values
            )
            yield "".join(map(str, parts))


def of_macros(path: Path) -> Iterator[str]:
    """Give what a macro raises; between two of its texts something is filled in, or nothing."""
    for call in re.findall(r"raise_compiler_error\((.*?)\)\s*}}", path.read_text(), re.S):
        yield FILLED.join(re.findall(r"'([^']*)'", call))


@pytest.fixture(scope="module")
def messages() -> list[str]:
    """Everything that the project's own code can print, roughly."""
    modules = [each for room in PYTHON_ROOMS for each in (PROJECT_ROOT / room).rglob("*.py")]
    found = [text for path in modules for text in of_python(path)]
    found += [text for path in (PROJECT_ROOT / "macros").rglob("*.sql") for text in of_macros(path)]
    return found + (PROJECT_ROOT / "Makefile").read_text().splitlines()


def quoted() -> list[str]:
    """Return the messages of the runbook's tables."""
    page = (PROJECT_ROOT / "docs" / "runbook.md").read_text()
    first = [line.split(" | ")[0] for table in TABLES.findall(page) for line in table.splitlines()]
    rows = [line for table in SERVERS.findall(page) for line in table.splitlines()]
    return [
        text
        for cell in first + [row.split(" | ")[1] for row in rows]
        for text in CODE.findall(cell)
    ]


def prints(message: str, quote: str) -> bool:
    """Say whether a message can read as quoted, from its beginning or from inside on."""
    position = 0
    for part in quote.split("..."):
        found = message.find(part.strip(), position)
        if found < 0:
            return False
        position = found + len(part.strip())
    return True


def test_there_are_messages_to_compare(messages: list[str]) -> None:
    assert len(quoted()) > 80
    assert not any(prints(each, "this was never printed ... by anyone") for each in messages)


@pytest.mark.parametrize("quote", quoted())
def test_what_the_runbook_quotes_is_printed_somewhere(quote: str, messages: list[str]) -> None:
    assert len(re.findall("[A-Za-z]", quote)) >= LEAST_LETTERS, "too short to tell anything"
    assert any(prints(each, quote) for each in messages)
