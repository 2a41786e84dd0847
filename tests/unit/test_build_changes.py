"""What `hyperion build --changed` takes for news: never less than there is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.context import UserError
from hyperion.dbt import artifacts_of, changes, green, runs
from hyperion.dbt.changes import Changes
from hyperion.dbt.green import Cut

FILMS, CHARACTERS = ("raw-films", "1f", 0), ("raw-characters", "2f", 0)
SOURCES = {
    "films": {"source_name": "raw", "name": "raw_films", "topic": "raw-films"},
    "characters": {"source_name": "raw", "name": "raw_characters", "topic": "raw-characters"},
    "rejected": {"source_name": "raw", "name": "raw_films_dead_letters", "topic": "raw-films"},
    "commits": {"source_name": "landing", "name": "landing_commits"},
    "dead_letters": {"source_name": "landing", "name": "dead_letters"},
}


class Lake:
    """Answers what a build asks Spark and Trino."""

    def __init__(self, settings: StackSettings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.landed: Cut = {FILMS: 10, CHARACTERS: 10}
        self.rejected: Cut = {}
        self.cut: Cut = {}
        self.builds = self.exports = 0
        self.cut_by = self.ended = ""
        monkeypatch.setattr(runs, "ask_spark", self._answer)
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

    def _answer(self, _: StackSettings, statement: str) -> list[tuple[Any, ...]]:
        if "end_offset" in statement:
            return [(*key, end, self.cut_by) for key, end in self.cut.items()]
        if "finished_at" in statement:
            return [("cut", self.cut_by), ("build", self.ended)]
        return [(*key, end, self.rejected.get(key, 0)) for key, end in self.landed.items()]

    def exported(self) -> dict[str, str]:
        """Return the run that wrote last, by export."""
        return {"films_complete": f"export {self.exports}"}

    def begin(self) -> str:
        """Begin a build, which fixes the cut."""
        self.builds += 1
        self.cut_by, self.cut = f"build {self.builds}", dict(self.landed)
        return self.cut_by

    def build_on_spark(self, found: Changes | None = None) -> None:
        """Do as `hyperion build` does when Spark is green."""
        self.ended = self.begin()
        changes.remember_green_on_spark(self.settings, self.ended, found)

    def export(self) -> None:
        """Do as it does when Trino is."""
        read = changes.read_by_spark(self.settings)
        self.exports += 1
        changes.remember_green_on_trino(self.settings, read, self.exported())

    def build(self) -> None:
        """Do as `hyperion build` does when all is green."""
        self.build_on_spark()
        self.export()

    def changed(self) -> Changes:
        """Return what changed on Spark, which is not everything."""
        found = changes.changed_on_spark(self.settings)
        assert found
        return found

    def changed_exports(self) -> list[str]:
        """Return what the exports' changes select, which is not everything."""
        selectors = changes.changed_on_trino(self.settings, self.exported())
        assert selectors
        return selectors


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return Lake(StackSettings(state_dir=tmp_path / "state"), monkeypatch)


def test_without_a_green_build_there_is_nothing_to_compare_with(lake: Lake) -> None:
    with pytest.raises(UserError, match="run it without --changed"):
        lake.changed()
    lake.export()
    with pytest.raises(UserError, match="run it without --changed"):
        changes.changed_on_trino(lake.settings, lake.exported())


def test_nothing_new_selects_what_was_edited_alone(lake: Lake) -> None:
    lake.build()
    assert lake.changed().selectors == ["state:modified+"]
    assert changes.changed_on_trino(lake.settings, lake.exported()) == ["state:modified+"]


def test_news_of_a_topic_selects_it_and_what_landing_says(lake: Lake) -> None:
    lake.build()
    lake.landed[FILMS] = 11
    # Views are left as they are.
    assert lake.changed().selectors == [
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
    assert changes.changed_on_trino(lake.settings, lake.exported()) == ["state:modified+"]


def test_dead_letters_are_news_of_their_own(lake: Lake) -> None:
    lake.rejected[FILMS] = 4
    lake.build()
    lake.landed[FILMS] = 12
    found = lake.changed()
    assert not [each for each in found.selectors if "dead_letters" in each]
    lake.rejected[FILMS] = 11
    again = lake.changed()
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
    found = lake.changed()
    lake.landed[CHARACTERS] = 12
    lake.build_on_spark(found)
    lake.export()
    again = lake.changed()
    assert "source:raw.raw_characters+,resource_type:test" in again.selectors
    assert "source:raw.raw_films+,resource_type:test" not in again.selectors
    # Its marts are built now, so that the exports have to follow, and once is enough.
    lake.build_on_spark(again)
    assert "source:raw.raw_characters+" in lake.changed_exports()
    lake.export()
    assert changes.changed_on_trino(lake.settings, lake.exported()) == ["state:modified+"]


def test_exports_that_were_red_are_selected_until_they_are_green(lake: Lake) -> None:
    lake.build()
    lake.landed[FILMS] = 11
    found = lake.changed()
    lake.build_on_spark(found)
    assert lake.changed().selectors == ["state:modified+"]
    assert "source:raw.raw_films+" in lake.changed_exports()


def test_after_any_other_build_everything_is_built(lake: Lake) -> None:
    lake.build()
    # One by dbt itself, or a red one: it ended, and was not remembered.
    lake.ended = lake.begin()
    assert changes.changed_on_spark(lake.settings) is None
    lake.build()
    # One that was stopped left nothing but its cut.
    lake.begin()
    assert changes.changed_on_spark(lake.settings) is None
    lake.build()
    assert lake.changed().selectors == ["state:modified+"]


def test_after_any_other_export_everything_is_exported(lake: Lake) -> None:
    lake.build()
    lake.exports += 1
    assert changes.changed_on_trino(lake.settings, lake.exported()) is None
    lake.export()
    assert lake.changed_exports() == ["state:modified+"]


def test_a_build_that_another_one_overtook_is_not_remembered(lake: Lake) -> None:
    lake.build()
    mine = lake.begin()
    lake.ended = lake.begin()
    changes.remember_green_on_spark(lake.settings, mine)
    assert changes.changed_on_spark(lake.settings) is None


def test_exports_show_what_spark_had_read_when_they_began(lake: Lake) -> None:
    lake.build()
    read = changes.read_by_spark(lake.settings)
    lake.landed[FILMS] = 11
    lake.build_on_spark(lake.changed())
    lake.exports += 1
    changes.remember_green_on_trino(lake.settings, read, lake.exported())
    assert "source:raw.raw_films+" in lake.changed_exports()


def test_edited_macros_are_in_everything(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.build()
    monkeypatch.setattr(changes, "shared_code", lambda: "edited")
    assert changes.changed_on_spark(lake.settings) is None
    assert changes.changed_on_trino(lake.settings, lake.exported()) is None


def test_shared_code_is_the_macros_and_the_projects_settings(tmp_path: Path) -> None:
    (tmp_path / "macros" / "builds").mkdir(parents=True)
    (tmp_path / "models").mkdir()
    seen = {green.shared_code(tmp_path)}
    edits = [("dbt_project.yml", "a"), ("dbt_project.yml", "b"), ("macros/builds/x.sql", "c")]
    for count, (path, text) in enumerate(edits, 2):
        (tmp_path / path).write_text(text)
        seen.add(green.shared_code(tmp_path))
        assert len(seen) == count
    # Edits of models are dbt's to find.
    (tmp_path / "models" / "x.sql").write_text("d")
    assert green.shared_code(tmp_path) in seen


def test_without_spark_the_next_step_is_told(tmp_path: Path) -> None:
    settings = StackSettings(state_dir=tmp_path, spark_port=1)
    with pytest.raises(UserError, match=r"(?s)^spark does not answer: .+up\? hyperion status$"):
        runs.ask_spark(settings, "select 1")


def test_each_prefix_has_tables_and_a_memory_of_its_own(lake: Lake) -> None:
    lake.build()
    with pytest.raises(UserError, match="run it without --changed"):
        changes.changed_on_spark(lake.settings.model_copy(update={"schema_prefix": "dev_"}))


def test_a_partition_that_appears_after_the_selection_counts_as_unread() -> None:
    new = ("raw-films", "1f", 1)
    assert changes.surely_read({FILMS: 10, new: 5}, {FILMS: 10}) == {FILMS: 10, new: 0}
