"""What has changed since the last green build: the project's own code, and what landed."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from compose.config import StackSettings
from hyperion.context import UserError
from hyperion.dbt import artifacts_of
from hyperion.query import engines

_TIMEOUT_SECONDS = 300

# First offset that was not read yet, by topic, topic id and partition.
Cut = dict[tuple[str, str, int], int]


def remember_green(settings: StackSettings, engine: str) -> None:
    """Keep the manifest and the cut of an engine's green build, to compare later ones with.

    Each engine has its own: a build that was green on Spark may have been red on Trino.
    """
    folder = _folder(settings, engine)
    folder.mkdir(parents=True, exist_ok=True)
    cut = _ask(
        settings,
        "select topic, topic_id, `partition`, end_offset from"
        f" {settings.schema_prefix}ops.build_cuts",
    )
    (folder / "cut.json").write_text(json.dumps(sorted([*key, end] for key, end in cut.items())))
    shutil.copyfile(artifacts_of(settings, engine) / "manifest.json", folder / "manifest.json")


def changed_since_green(settings: StackSettings, engine: str) -> list[str]:
    """Return dbt's selectors of what differs from an engine's last green build, and what follows.

    The commits of landing say which topics have news: a build's cut ends where a commit ends.

    Raises:
        UserError: The engine had no green build on this stack.
    """
    folder = _folder(settings, engine)
    try:
        cut: Cut = {
            (topic, topic_id, partition): end
            for topic, topic_id, partition, end in json.loads((folder / "cut.json").read_text())
        }
        manifest = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise UserError(
            "there was no green build to compare with; run it without --changed: hyperion build"
        ) from error
    sources = list(manifest["sources"].values())
    (commits,) = [source for source in sources if source["identifier"] == "landing_commits"]
    landed = _ask(
        settings,
        "select topic, topic_id, `partition`, max(`end`) from"
        f" {commits['schema']}.{commits['identifier']} group by topic, topic_id, `partition`",
    )
    news = {key[0] for key, end in landed.items() if end > cut.get(key, 0)}
    fresh = [source for source in sources if source["config"]["meta"].get("topic") in news]
    if fresh:
        # What landing says of its own work follows from every topic.
        fresh += [each for each in sources if each["source_name"] == commits["source_name"]]
    return ["state:modified+", *_selectors(fresh)]


def compared_with_green(settings: StackSettings, engine: str) -> tuple[str, str]:
    """Return dbt's arguments that name what `state:modified` compares with."""
    return ("--state", str(_folder(settings, engine)))


def _selectors(sources: Iterable[dict[str, str]]) -> list[str]:
    return sorted(f"source:{source['source_name']}.{source['name']}+" for source in sources)


def _ask(settings: StackSettings, statement: str) -> Cut:
    spark = engines.Spark(settings.host, settings.spark_port)
    with spark.run(statement, write=False, timeout=_TIMEOUT_SECONDS) as answer:
        return {
            (topic, topic_id, int(partition)): int(end)
            for topic, topic_id, partition, end in answer.rows
        }


def _folder(settings: StackSettings, engine: str) -> Path:
    return settings.state_dir / "last_green" / engine
