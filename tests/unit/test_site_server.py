"""The site's server is one of the stack's: it starts before there is a site, and shows it then."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from compose.config import StackSettings
from compose.install import Programs
from compose.runner import Stack
from compose.servers.site import site
from compose.status import status
from hyperion.places import site_folder
from tests.unit.site.server import PAGE, Client, make_site


def test_it_says_that_no_site_is_built_and_shows_one_that_is(tmp_path: Path) -> None:
    settings = StackSettings.on_free_ports(tmp_path / "state")
    programs = Programs(*(Path("none") for _ in fields(Programs)))
    stack = Stack(settings, programs)
    stack.servers = [site(settings, programs)]
    said: list[str] = []
    stack.up(lambda _, word, __: said.append(word))
    try:
        client = Client(settings.site_url)
        answer = client.ask("/film/dumbo")
        assert (answer.status, b"hyperion site build" in answer.body) == (503, True)
        make_site(site_folder(settings))
        answer = client.ask("/film/dumbo")
        assert (answer.status, answer.body) == (200, PAGE)
        assert [each.state for each in status(stack)] == ["ready"]
        stack.up(lambda _, word, __: said.append(word))
    finally:
        stack.down(lambda _, word, __: said.append(word))
    assert said == ["ready", "already up", "stopped"]
