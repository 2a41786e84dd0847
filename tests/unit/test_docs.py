"""What the pages name is there: files, recipes and commands. Pages rot without anyone noticing."""

import fnmatch
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from compose.config import PROJECT_ROOT
from hyperion.cli import cli
from tests.planted.faults import DATA_FAULTS, MODEL_FAULTS

PAGES = sorted([*PROJECT_ROOT.glob("*.md"), *PROJECT_ROOT.glob("docs/*.md")])
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")
# Rooms whose files a page may name; paths of the lake, such as /raw, are none of them.
ROOMS = {
    each.name for each in PROJECT_ROOT.iterdir() if each.is_dir() and not each.name.startswith(".")
} - {"target", "logs", "out"}

# What is code has its name from us; data and settings of others have names with dots, too.
FILE_NAME = re.compile(r"[\w<>*-]+\.(?:css|lock|md|py|sql|toml|tsx?|yml)")
NOT_OURS = {"node_modules", "target", "logs", "out", "dist", "__pycache__"}

# What docs/adding-a-source.md adds; tests/end_to_end/test_new_source.py does what it says.
MADE_UP_SOURCE = "reviews"


def spoken(page: Path, pattern: str) -> Iterator[str]:
    """Give what a page names in code, inline and in blocks."""
    text = page.read_text()
    blocks = re.findall(r"^```\n(.*?)^```", text, re.M | re.S)
    for code in [*CODE.findall(text), *(line for block in blocks for line in block.splitlines())]:
        yield from re.findall(pattern, code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    files = {path for path in CODE.findall(page.read_text()) if "/" in path and " " not in path}
    named = {path.rstrip("/") for path in files if path.split("/")[0] in ROOMS}
    named = {path for path in named if MADE_UP_SOURCE not in path}
    made = ("exports/out", "web/dist", "web/node_modules")
    made_by_a_run = {path for path in named if path.startswith(made)}
    missing = [
        path
        for path in sorted(named - made_by_a_run)
        if not list(PROJECT_ROOT.glob(re.sub(r"<[^>]*>", "*", path)))
    ]
    assert missing == []


@pytest.fixture(scope="module")
def file_names() -> set[str]:
    found: set[str] = set()
    for _, folders, files in os.walk(PROJECT_ROOT):
        folders[:] = [each for each in folders if not each.startswith(".")]
        folders[:] = [each for each in folders if each not in NOT_OURS]
        found.update(files)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_without_their_folder_are_there(
    page: Path, file_names: set[str]
) -> None:
    named = {code for code in CODE.findall(page.read_text()) if FILE_NAME.fullmatch(code)}
    named = {name for name in named if MADE_UP_SOURCE not in name}
    patterns = {name: re.sub(r"<[^>]*>", "*", name) for name in named}
    missing = [
        name for name, pattern in patterns.items() if not fnmatch.filter(file_names, pattern)
    ]
    assert missing == []


def anchors(page: Path) -> set[str]:
    """Give what links can point at in a page, as GitHub spells its headings."""
    headings = re.findall(r"^#+ (.*)", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(page.read_text()):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_to_the_pages_it_names(page: Path) -> None:
    pages = {each.name for each in PAGES if each.parent.name == "docs"}
    named = {code.removeprefix("docs/") for code in CODE.findall(page.read_text())}
    assert named & pages == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_who_wins_when_it_is_wrong(page: Path) -> None:
    if page.parent.name == "docs":
        assert re.search(r"differ, the (code|run) is right", " ".join(page.read_text().split()))


def test_every_planted_fault_is_on_its_page() -> None:
    text = (PROJECT_ROOT / "docs" / "planted-faults.md").read_text()
    planted = [(fault.name, fault.patch.path, fault.red, fault.rule) for fault in MODEL_FAULTS]
    planted += [(fault.name, fault.table, fault.red, fault.rule) for fault in DATA_FAULTS]
    told = re.findall(
        r"^\| (?:model or seed|data): (.*?) \| `(.*?)` \| `(.*?)`(?:: `(.*?)`)? \|", text, re.M
    )
    assert told == planted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_recipes_that_a_page_names_are_there(page: Path) -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text()
    recipes = set(re.findall(r"^([a-z0-9-]+):", makefile, re.M))
    assert set(spoken(page, r"(?:^|\s)make ([a-z][a-z0-9-]+)")) <= recipes


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_a_page_names_are_there(page: Path) -> None:
    for line in spoken(page, r"(?:^|\s)hyperion ([a-z].*)"):
        command: click.Command = cli
        for word in line.split():
            if not isinstance(command, click.Group):
                break
            group = command
            found = [group.get_command(click.Context(group), each) for each in word.split("|")]
            assert None not in found, f"hyperion {line}"
            command = found[0] or cli
        options = {option for each in command.params for option in each.opts}
        options |= {option for each in command.params for option in each.secondary_opts}
        for option in re.findall(r"(?:^|\s)(--[a-z-]+)", line.split("#")[0]):
            assert option in options or accepts_anything(command), f"hyperion {line}"


def accepts_anything(command: click.Command) -> bool:
    """Say whether a command passes on options that it does not know."""
    return bool(command.context_settings.get("ignore_unknown_options"))
