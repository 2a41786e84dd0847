"""What has changed since the last green build: the project's own code, and what landed.

Each engine has its own last green build: one that was green on Spark may have been red on Trino.
Whatever else was built since, by dbt itself or red, may have left anything behind: then everything
is built.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compose.config import StackSettings
from hyperion.context import UserError
from hyperion.dbt import runs
from hyperion.dbt.green import Cut, Green, folder_of, last_green, remember, shared_code

_EDITED = "state:modified+"

# What has to be done again when a source has news. A view says the same until its code changes.
FOLLOWS_NEWS = (
    "config.materialized:table",
    "config.materialized:incremental",
    "resource_type:snapshot",
    "resource_type:test",
)


@dataclass(frozen=True)
class Changes:
    """What differs from Spark's last green build.

    Attributes:
        selectors: dbt's selectors of it, and of what follows from it.
        landed: Where the topics ended when this was asked.
    """

    selectors: list[str]
    landed: Cut


def changed_on_spark(settings: StackSettings) -> Changes | None:
    """Return what was edited or landed since Spark's last green build; nothing for everything.

    The commits of landing say which topics have news, and whether there are dead letters among
    them: a build's cut ends where a commit ends.

    Raises:
        UserError: Spark had no green build on this stack.
    """
    green = last_green(settings, "local")
    if _is_overtaken(green, runs.runs_on_spark(settings)):
        return None
    (commits,) = [source for source in green.sources if source["identifier"] == "landing_commits"]
    ends = runs.ask_spark(
        settings,
        "select topic, topic_id, `partition`, max(`end`),"
        " max(if(exists(files, file -> file.kind = 'dead_letters'), `end`, 0))"
        f" from {commits['schema']}.{commits['identifier']} group by topic, topic_id, `partition`",
    )
    landed, rejected = _offsets(ends, 3), _offsets(ends, 4)
    fresh = _sources_with_news(
        green.sources,
        topics_with_news(landed, green.cut),
        topics_with_news(rejected, green.cut),
    )
    selectors = [f"{source},{kind}" for source in fresh for kind in FOLLOWS_NEWS]
    return Changes([_EDITED, *selectors], landed)


def changed_on_trino(settings: StackSettings, exported: Mapping[str, str]) -> list[str] | None:
    """Return dbt's selectors of what was edited, or read by Spark, since Trino's last green build.

    What lands says nothing here: exports follow the marts. Nothing is returned for everything.

    Args:
        settings: The stack.
        exported: The run that wrote last, by export.

    Raises:
        UserError: One of the engines had no green build on this stack.
    """
    green = last_green(settings, "trino")
    landed = last_green(settings, "local").cut
    if _is_overtaken(green, exported):
        return None
    news = topics_with_news(landed, green.cut)
    return [_EDITED, *_sources_with_news(green.sources, news, news)]


def remember_green_on_spark(
    settings: StackSettings, invocation_id: str, changes: Changes | None = None
) -> None:
    """Keep the manifest and the cut of Spark's green build, to compare later ones with.

    Args:
        settings: The stack.
        invocation_id: dbt's id of the build.
        changes: What was built, if not everything.
    """
    rows = runs.ask_spark(
        settings,
        "select topic, topic_id, `partition`, end_offset, invocation_id from"
        f" {settings.schema_prefix}ops.build_cuts",
    )
    # Another build may have begun meanwhile: the cut is that one's.
    if {row[4] for row in rows} == {invocation_id}:
        cut = _offsets(rows, 3)
        cut = cut if changes is None else surely_read(cut, changes.landed)
        remember(settings, "local", cut, {"cut": invocation_id, "build": invocation_id})


def read_by_spark(settings: StackSettings) -> Cut | None:
    """Return how far Spark's last green build had read, which exports that begin now will show."""
    try:
        return last_green(settings, "local").cut
    except UserError:
        return None


def remember_green_on_trino(
    settings: StackSettings, read: Cut | None, exported: Mapping[str, str]
) -> None:
    """Keep the manifest of Trino's green build, and how far Spark had read what it exported.

    Nothing is kept of marts that dbt built without this command line: nobody noted what they read.

    Args:
        settings: The stack.
        read: How far Spark had read when the exports began.
        exported: The run that wrote last, by export.
    """
    if read is not None:
        remember(settings, "trino", read, exported)


def compared_with_green(settings: StackSettings, engine: str) -> tuple[str, ...]:
    """Return dbt's arguments that name what `state:modified` compares with.

    Most selectors of a build of what changed select nothing, which dbt would tell one by one.
    """
    silence = "{silence: [NoNodesForSelectionCriteria]}"
    return ("--state", str(folder_of(settings, engine)), "--warn-error-options", silence)


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


def _offsets(rows: Iterable[Sequence[Any]], column: int) -> Cut:
    """Return a column of rows that begin with topic, topic id and partition."""
    return {(row[0], row[1], int(row[2])): int(row[column]) for row in rows}


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


def _is_overtaken(green: Green, ran: Mapping[str, str]) -> bool:
    """Say whether anything was written since by another run, or rests on code that was edited."""
    # What is no longer in the project, such as an export, may still have been written once.
    is_other = any(ran.get(what) != invocation_id for what, invocation_id in green.runs.items())
    return is_other or green.shared_code != shared_code()
