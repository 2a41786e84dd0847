"""History survives what happens to documents: corrections, late versions, withdrawals, returns.

The tests of this module build on each other, in the order in which they stand. Versions are above
those of the documents, so that what the demo publishes later changes nothing here.
"""

from typing import Any

import pytest

from tests.end_to_end.documents import film_and_character
from tests.lake import Lake

FILM = "robin-hood"
CHARACTER = "wdas-little-john"
Row = dict[str, Any]


def changed(record: Row, change: Row | None) -> Row | None:
    """Return a changed record; a change of None withdraws it."""
    return None if change is None else {**record, **change}


class Documents:
    """One film and one character, published in any version."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.film, self.character = film_and_character(FILM, CHARACTER)

    def publish(self, version: int, film: Row | None, character: Row | None) -> None:
        """Publish, land and build both; a document of None withdraws it."""
        for contract, key, document in [
            ("films", FILM, changed(self.film, film)),
            ("characters", CHARACTER, changed(self.character, character)),
        ]:
            self.lake.publish(contract, {key: document}, version=version)
        self.lake.run("land", "--once")
        self.build()

    def build(self) -> None:
        """Build all that history is made of."""
        self.lake.dbt(
            *("build", "--threads", "8", "--select", "+films_history", "+characters_history"),
            *("--exclude-resource-type", "seed", "test", "unit_test"),
        )

    def history(self) -> tuple[list[tuple[int, bool]], list[tuple[str, bool]]]:
        """Return the versions of both, oldest first, each with whether it is the present one."""
        films = self.lake.rows(
            "select runtime_min, dbt_valid_to is null from lake.snapshots.films_history"
            f" where film_slug = '{FILM}' order by dbt_valid_from"
        )
        characters = self.lake.rows(
            "select character_name, dbt_valid_to is null from lake.snapshots.characters_history"
            f" where character_slug = '{CHARACTER}' order by dbt_valid_from"
        )
        return films, characters


@pytest.fixture(scope="module")
def documents(lake: Lake) -> Documents:
    return Documents(lake)


def test_a_changed_document_opens_a_version_and_closes_the_last(documents: Documents) -> None:
    documents.publish(12, {"runtime_min": 84}, {"name": "John Little"})
    assert documents.history() == (
        [(83, False), (84, True)],
        [("Little John", False), ("John Little", True)],
    )


def test_an_older_version_that_comes_late_opens_none(documents: Documents) -> None:
    before = documents.history()
    documents.publish(11, {"runtime_min": 70}, {"name": "Too Late"})
    assert documents.history() == before


def test_another_run_opens_none(documents: Documents) -> None:
    before = documents.history()
    documents.build()
    assert documents.history() == before


def test_a_withdrawn_document_closes_its_version(documents: Documents) -> None:
    documents.publish(13, None, None)
    assert documents.history() == (
        [(83, False), (84, False)],
        [("Little John", False), ("John Little", False)],
    )


def test_a_document_that_returns_opens_a_version(documents: Documents) -> None:
    documents.publish(14, {}, {})
    assert documents.history() == (
        [(83, False), (84, False), (83, True)],
        [("Little John", False), ("John Little", False), ("Little John", True)],
    )


def test_versions_follow_each_other(documents: Documents) -> None:
    overlapping = documents.lake.rows(
        """
        with versions as (
            select
                film_id, dbt_valid_from, dbt_valid_to,
                lead(dbt_valid_from) over (partition by film_id order by dbt_valid_from) as next
            from lake.snapshots.films_history
        )
        select * from versions
        where dbt_valid_to <= dbt_valid_from or dbt_valid_to > next
            or (dbt_valid_to is null and next is not null)
        """
    )
    assert overlapping == []
