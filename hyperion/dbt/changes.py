"""What has changed since the last green build: the project's own code, and what landed.

Each engine has its own last green build: one that was green on Spark may have been red on Trino.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compose.config import StackSettings
from hyperion.context import UserError
from hyperion.dbt import artifacts_of
from hyperion.query import engines

_TIMEOUT_SECONDS = 300

_EDITED = "state:modified+"

# What has to be done again when a source has news. A view says the same until its code changes.
FOLLOWS_NEWS = (
    "config.materialized:table",
    "config.materialized:incremental",
    "resource_type:snapshot",
    "resource_type:test",
)

# First offset that was not read yet, by topic, topic id and partition.
Cut = dict[tuple[str, str, int], int]


@dataclass(frozen=True)
class Changes:
    """What differs from an engine's last green build.

    Attributes:
        selectors: dbt's selectors of it, and of what follows from it.
        landed: Where the topics ended when this was asked.
    """

    selectors: list[str]
    landed: Cut


def changed_on_spark(settings: StackSettings) -> Changes:
    """Return what was edited or landed since Spark's last green build.

    The commits of landing say which topics have news, and whether there are dead letters among
    them: a build's cut ends where a commit ends.

    Raises:
        UserError: Spark had no green build on this stack.
    """
    read, sources = _last_green(settings, "local")
    (commits,) = [source for source in sources if source["identifier"] == "landing_commits"]
    ends = _ask(
        settings,
        "select topic, topic_id, `partition`, max(`end`),"
        " max(if(exists(files, file -> file.kind = 'dead_letters'), `end`, 0))"
        f" from {commits['schema']}.{commits['identifier']} group by topic, topic_id, `partition`",
    )
    landed, rejected = ({key: each[place] for key, each in ends.items()} for place in (0, 1))
    fresh = _sources_with_news(
        sources, topics_with_news(landed, read), topics_with_news(rejected, read)
    )
    selectors = [f"{source},{kind}" for source in fresh for kind in FOLLOWS_NEWS]
    return Changes([_EDITED, *selectors], landed)


def changed_on_trino(settings: StackSettings) -> Changes:
    """Return what was edited, or read by Spark's green builds, since Trino's last green build.

    What lands says nothing here: exports follow the marts.

    Raises:
        UserError: One of the engines had no green build on this stack.
    """
    read, sources = _last_green(settings, "trino")
    landed, _ = _last_green(settings, "local")
    news = topics_with_news(landed, read)
    return Changes([_EDITED, *_sources_with_news(sources, news, news)], landed)


def remember_green_on_spark(settings: StackSettings, changes: Changes | None = None) -> None:
    """Keep the manifest and the cut of Spark's green build, to compare later ones with.

    Args:
        settings: The stack.
        changes: What was built, if not everything.
    """
    ends = _ask(
        settings,
        "select topic, topic_id, `partition`, end_offset from"
        f" {settings.schema_prefix}ops.build_cuts",
    )
    cut = {key: end for key, (end,) in ends.items()}
    _remember(settings, "local", cut if changes is None else surely_read(cut, changes.landed))


def remember_green_on_trino(settings: StackSettings) -> None:
    """Keep the manifest of Trino's green build, and how far Spark had read what it exported.

    Nothing is kept of marts that dbt built without this command line: nobody noted what they read.
    """
    try:
        read, _ = _last_green(settings, "local")
    except UserError:
        return
    _remember(settings, "trino", read)


def compared_with_green(settings: StackSettings, engine: str) -> tuple[str, ...]:
    """Return dbt's arguments that name what `state:modified` compares with.

    Most selectors of a build of what changed select nothing, which dbt would tell one by one.
    """
    silence = "{silence: [NoNodesForSelectionCriteria]}"
    return ("--state", str(_folder(settings, engine)), "--warn-error-options", silence)


def topics_with_news(landed: Cut, read: Cut) -> set[str]:
    """Return the topics of which more has landed than was read."""
    return {key[0] for key, end in landed.items() if end > read.get(key, 0)}


def surely_read(cut: Cut, landed: Cut) -> Cut:
    """Return how far a build of what changed has read every topic for certain.

    Its cut is fixed after it was asked what has news: a commit in between, of a topic without, is
    below the cut, and yet the models that read it were not selected.

    Args:
        cut: The build's cut.
        landed: Where the topics ended when it was asked.
    """
    return {key: min(end, landed.get(key, 0)) for key, end in cut.items()}


def _sources_with_news(
    sources: Iterable[dict[str, Any]], news: set[str], rejected: set[str]
) -> list[str]:
    """Return dbt's selectors of the sources that have news, and of what follows from them.

    Args:
        sources: All sources, as in dbt's manifest.
        news: The topics of which more has landed.
        rejected: Those with dead letters among it: only they are news to sources of dead letters.
    """

    def has_news(source: dict[str, Any]) -> bool:
        topics = rejected if "reason" in source["columns"] else news
        # What landing says of its own work follows from every topic.
        of_all = source["source_name"] == "landing"
        return bool(topics) if of_all else source["config"]["meta"].get("topic") in topics

    return sorted(
        f"source:{source['source_name']}.{source['name']}+"
        for source in sources
        if has_news(source)
    )


def _remember(settings: StackSettings, engine: str, cut: Cut) -> None:
    folder = _folder(settings, engine)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cut.json").write_text(json.dumps(sorted([*key, end] for key, end in cut.items())))
    shutil.copyfile(artifacts_of(settings, engine) / "manifest.json", folder / "manifest.json")


def _last_green(settings: StackSettings, engine: str) -> tuple[Cut, list[dict[str, Any]]]:
    """Return how far an engine's last green build had read, and the sources that it knew."""
    folder = _folder(settings, engine)
    try:
        cut = json.loads((folder / "cut.json").read_text())
        manifest = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise UserError(
            "there was no green build to compare with; run it without --changed: hyperion build"
        ) from error
    read = {(topic, topic_id, partition): end for topic, topic_id, partition, end in cut}
    return read, list(manifest["sources"].values())


def _ask(settings: StackSettings, statement: str) -> dict[tuple[str, str, int], tuple[int, ...]]:
    """Return offsets by topic, topic id and partition."""
    spark = engines.Spark(settings.host, settings.spark_port)
    with spark.run(statement, write=False, timeout=_TIMEOUT_SECONDS) as answer:
        return {
            (topic, topic_id, int(partition)): tuple(map(int, offsets))
            for topic, topic_id, partition, *offsets in answer.rows
        }


def _folder(settings: StackSettings, engine: str) -> Path:
    return settings.state_dir / "last_green" / engine
