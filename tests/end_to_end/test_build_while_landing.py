"""Landing goes on while a build runs, and the build reads one cut of it, from staging to `ops`.

Versions of a film and of a character, each with a number in it, and broken records are published
every second, and landed as often. Whatever the build made must say the number that was the
newest below the cut that it fixed at its start.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.end_to_end.documents import film_and_character
from tests.lake import Lake
from tests.landing.landing_follower import wait_until

FILM = "dumbo"
CHARACTER = "wdas-dumbo"
# Above the versions that the documents have.
FIRST_VERSION = 100
BUILD = (
    *("build", "--indirect-selection", "buildable"),
    *("--select", "+topic_quality", "+landing_completeness", "+dead_letters"),
)
Row = dict[str, Any]


class Documents:
    """A film and a character, published in one version after the other."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.version = FIRST_VERSION
        self.film, self.character = film_and_character(FILM, CHARACTER)

    def publish(self) -> None:
        """Publish the next version of both, and a record that breaks its contract."""
        number = self.version
        role = {**self.character["attributes"]["role"], "source": f"test {number}"}
        attributes = {**self.character["attributes"], "role": role}
        self._publish({**self.film, "budget_usd": number}, {"attributes": attributes})
        self.lake.publish("films", {"half-a-film": {"title": 7}}, version=number)

    def publish_as_they_were(self) -> None:
        """Publish what the catalog says of both as their newest version."""
        self._publish(self.film, {})

    def _publish(self, film: Row, change: Row) -> None:
        self.lake.publish("films", {FILM: film}, version=self.version)
        character = {**self.character, **change}
        self.lake.publish("characters", {CHARACTER: character}, version=self.version)
        self.version += 1


@contextmanager
def publishing(documents: Documents) -> Iterator[None]:
    """Publish in the background."""
    ended = threading.Event()

    def publish() -> None:
        while not ended.wait(1):
            documents.publish()

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def landing(lake: Lake) -> Iterator[None]:
    """Land in the background, every second."""
    follow = ("land", "raw-films", "raw-characters", "--follow", "--max-age", "1")
    process = subprocess.Popen([sys.executable, "-m", "hyperion", *follow], env=lake.environment())
    try:
        yield
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    finally:
        process.kill()
        process.wait()


def commits(lake: Lake) -> int:
    """Count the commits of the films."""
    store = WebHdfsStore(lake.settings.webhdfs_url)
    (topic_id,) = store.list("/raw/_commits/raw-films")
    return len(store.list(f"/raw/_commits/raw-films/{topic_id.name}/0"))


@pytest.fixture(scope="module")
def built(lake: Lake) -> Iterator[Lake]:
    """Build while landing goes on; afterwards the lake says again what the documents say."""
    documents = Documents(lake)
    before = commits(lake)
    try:
        with publishing(documents), landing(lake):
            wait_until(lambda: commits(lake) > before + 1)
            lake.run(*BUILD)
        yield lake
    finally:
        documents.publish_as_they_were()
        lake.run("land", "--once")
        lake.run(*BUILD, "--exclude-resource-type", "test")


def newest_below_the_cut(lake: Lake, table: str, key: str) -> Row:
    """Return the newest landed version of a document that the build may read."""
    ((document,),) = lake.spark(
        f"""
        select max_by(cast(landed.value as string), landed.offset)
        from raw.{table} as landed
        inner join ops.build_cuts as cuts
            on landed.topic_id = cuts.topic_id
            and landed.partition = cuts.partition
            and landed.offset < cuts.end_offset
        where cast(landed.key as string) = '{key}'
        """
    )
    return dict(json.loads(document))


def test_commits_came_while_the_build_ran(built: Lake) -> None:
    unread = built.spark(
        """
        select commits.topic
        from raw.landing_commits as commits
        inner join ops.build_cuts as cuts
            on commits.topic_id = cuts.topic_id
            and commits.partition = cuts.partition
            and commits.start >= cuts.end_offset
        inner join ops.builds as builds
            on cuts.invocation_id = builds.invocation_id
            and to_timestamp(commits.created_at) < builds.finished_at
        group by commits.topic
        having count(*) > 1
        order by commits.topic
        """
    )
    assert unread == [("raw-characters",), ("raw-films",)]


def test_films_are_those_of_the_cut(built: Lake) -> None:
    number = newest_below_the_cut(built, "raw_films", FILM)["budget_usd"]
    assert number >= FIRST_VERSION
    for model in ("staging.stg_catalog__films", "intermediate.int_films_resolved", "marts.films"):
        said = built.spark(f"select budget_usd from {model} where film_slug = '{FILM}'")
        assert said == [(number,)], model


def test_characters_are_those_of_the_cut(built: Lake) -> None:
    document = newest_below_the_cut(built, "raw_characters", CHARACTER)
    source = document["attributes"]["role"]["source"]
    assert source.startswith("test ")
    for model in ("intermediate.int_characters_normalized", "marts.characters"):
        said = built.spark(f"select role_source from {model} where character_slug = '{CHARACTER}'")
        assert said == [(source,)], model


def test_landing_is_accounted_for_up_to_the_cut(built: Lake) -> None:
    cuts = built.rows(
        'select topic, "partition", end_offset, row_count, dead_letter_count'
        " from lake.ops.build_cuts order by 1, 2"
    )
    assert cuts == built.rows(
        'select topic, "partition", max(end_offset), sum(row_count), sum(dead_letter_count)'
        " from lake.ops.landing_completeness group by 1, 2 order by 1, 2"
    )
    by_topic = "select topic, sum(row_count), sum(dead_letter_count) from lake.ops.build_cuts"
    assert built.rows(f"{by_topic} group by 1 order by 1") == built.rows(
        "select topic, landed_count, rejected_count from lake.ops.topic_quality order by 1"
    )
    letters = "select count(*) from lake.ops.dead_letters where topic = 'raw-films'"
    (rejected,) = [cut[-1] for cut in cuts if cut[0] == "raw-films"]
    assert built.value(letters) == rejected > 0
