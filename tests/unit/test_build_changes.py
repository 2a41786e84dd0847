"""What `hyperion build --changed` takes for news: never less than there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.context import UserError
from hyperion.dbt import artifacts_of, changes
from hyperion.dbt.changes import Cut

FILMS, CHARACTERS = ("raw-films", "1f", 0), ("raw-characters", "2f", 0)
SOURCES = {
    "films": {"source_name": "raw", "name": "raw_films", "topic": "raw-films"},
    "characters": {"source_name": "raw", "name": "raw_characters", "topic": "raw-characters"},
    "rejected": {"source_name": "raw", "name": "raw_films_dead_letters", "topic": "raw-films"},
    "commits": {"source_name": "landing", "name": "landing_commits"},
    "dead_letters": {"source_name": "landing", "name": "dead_letters"},
}


class Lake:
    """Answers the two questions that a build asks Spark."""

    def __init__(self, settings: StackSettings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.landed: Cut = {FILMS: 10, CHARACTERS: 10}
        self.rejected: Cut = {}
        self.cut: Cut = {}
        monkeypatch.setattr(changes, "_ask", self._answer)
        for engine in ("local", "trino"):
            folder = artifacts_of(settings, engine)
            folder.mkdir(parents=True)
            sources = {
                key: {
                    "source_name": each["source_name"],
                    "name": each["name"],
                    "identifier": each["name"],
                    "schema": "raw",
                    "columns": {"reason": {}} if "dead_letters" in each["name"] else {},
                    "config": {"meta": {"topic": each["topic"]} if "topic" in each else {}},
                }
                for key, each in SOURCES.items()
            }
            (folder / "manifest.json").write_text(json.dumps({"sources": sources}))

    def _answer(
        self, _: StackSettings, statement: str
    ) -> dict[tuple[str, str, int], tuple[int, ...]]:
        if "build_cuts" in statement:
            return {key: (end,) for key, end in self.cut.items()}
        return {key: (end, self.rejected.get(key, 0)) for key, end in self.landed.items()}

    def build(self) -> None:
        """Do as `hyperion build` does when all is green."""
        self.cut = dict(self.landed)
        changes.remember_green_on_spark(self.settings)
        changes.remember_green_on_trino(self.settings)


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return Lake(StackSettings(state_dir=tmp_path / "state"), monkeypatch)


def test_without_a_green_build_there_is_nothing_to_compare_with(lake: Lake) -> None:
    with pytest.raises(UserError, match="run it without --changed"):
        changes.changed_on_spark(lake.settings)
    changes.remember_green_on_trino(lake.settings)
    with pytest.raises(UserError, match="run it without --changed"):
        changes.changed_on_trino(lake.settings)


def test_nothing_new_selects_what_was_edited_alone(lake: Lake) -> None:
    lake.build()
    assert changes.changed_on_spark(lake.settings).selectors == ["state:modified+"]
    assert changes.changed_on_trino(lake.settings).selectors == ["state:modified+"]


def test_news_of_a_topic_selects_it_and_what_landing_says(lake: Lake) -> None:
    lake.build()
    lake.landed[FILMS] = 11
    # Views are left as they are.
    assert changes.changed_on_spark(lake.settings).selectors == [
        "state:modified+",
        "source:landing.landing_commits+,config.materialized:table",
        "source:landing.landing_commits+,config.materialized:incremental",
        "source:landing.landing_commits+,resource_type:snapshot",
        "source:landing.landing_commits+,resource_type:test",
        "source:raw.raw_films+,config.materialized:table",
        "source:raw.raw_films+,config.materialized:incremental",
        "source:raw.raw_films+,resource_type:snapshot",
        "source:raw.raw_films+,resource_type:test",
    ]
    assert changes.changed_on_trino(lake.settings).selectors == ["state:modified+"]


def test_dead_letters_are_news_of_their_own(lake: Lake) -> None:
    lake.rejected[FILMS] = 4
    lake.build()
    lake.landed[FILMS] = 12
    found = changes.changed_on_spark(lake.settings)
    assert not [each for each in found.selectors if "dead_letters" in each]
    lake.rejected[FILMS] = 11
    again = changes.changed_on_spark(lake.settings)
    assert {each.partition(",")[0] for each in again.selectors if "dead_letters" in each} == {
        "source:landing.dead_letters+",
        "source:raw.raw_films_dead_letters+",
    }


def test_every_kind_of_model_on_spark_follows_news_or_is_a_view() -> None:
    texts = [path.read_text() for path in (PROJECT_ROOT / "models").rglob("*.sql")]
    texts.append((PROJECT_ROOT / "dbt_project.yml").read_text())
    used = {kind for text in texts for kind in re.findall(r"materialized(?:='|: )(\w+)", text)}
    selected = {each.partition("materialized:")[2] for each in changes.FOLLOWS_NEWS} - {""}
    assert used - {"view", "parquet_export"} == selected


def test_what_lands_after_the_selection_was_made_is_news_to_the_next_build(lake: Lake) -> None:
    lake.build()
    lake.landed[FILMS] = 11
    found = changes.changed_on_spark(lake.settings)
    lake.landed[CHARACTERS] = 12
    lake.cut = dict(lake.landed)
    changes.remember_green_on_spark(lake.settings, found)
    changes.remember_green_on_trino(lake.settings)
    again = changes.changed_on_spark(lake.settings)
    assert "source:raw.raw_characters+,resource_type:test" in again.selectors
    assert "source:raw.raw_films+,resource_type:test" not in again.selectors
    # Its marts are built now, so that the exports have to follow, and once is enough.
    changes.remember_green_on_spark(lake.settings, again)
    assert "source:raw.raw_characters+" in changes.changed_on_trino(lake.settings).selectors
    changes.remember_green_on_trino(lake.settings)
    assert changes.changed_on_trino(lake.settings).selectors == ["state:modified+"]


def test_exports_that_were_red_are_selected_until_they_are_green(lake: Lake) -> None:
    lake.build()
    lake.landed[FILMS] = 11
    found = changes.changed_on_spark(lake.settings)
    lake.cut = dict(lake.landed)
    changes.remember_green_on_spark(lake.settings, found)
    assert changes.changed_on_spark(lake.settings).selectors == ["state:modified+"]
    assert "source:raw.raw_films+" in changes.changed_on_trino(lake.settings).selectors


def test_a_partition_that_appears_after_the_selection_counts_as_unread() -> None:
    new = ("raw-films", "1f", 1)
    assert changes.surely_read({FILMS: 10, new: 5}, {FILMS: 10}) == {FILMS: 10, new: 0}
