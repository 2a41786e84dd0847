"""`hyperion demo`: the main job from end to end."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from compose.config import StackSettings
from hyperion import console, servers
from hyperion.commands import lake, land, produce
from hyperion.commands.site import run_build
from hyperion.commands.stack import report as report_server
from hyperion.context import UserError
from hyperion.places import out_folder
from hyperion.query import engines
from website import SiteError


@dataclass
class Step:
    """One step of the demo: what it did, in rows, bytes and seconds."""

    title: str
    what: str = ""
    rows: int | None = None
    bytes: int | None = None
    seconds: float = 0.0


@dataclass
class Steps:
    """The steps so far."""

    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Announce a step and time it."""
        console.err.rule(title, align="left", characters="-")
        current = Step(title)
        began = time.monotonic()
        yield current
        current.seconds = time.monotonic() - began
        self.done.append(current)

    def show(self) -> None:
        """Print the table of what was done."""
        rows = [
            (
                step.title,
                step.what,
                "" if step.rows is None else f"{step.rows:,}",
                "" if step.bytes is None else f"{step.bytes:,}",
                f"{step.seconds:.1f}",
            )
            for step in self.done
        ]
        total = sum(step.seconds for step in self.done)
        rows.append(("all", "", "", "", f"{total:.1f}"))
        console.table("", ("step", "what", "rows ()", "size (bytes)", "time (s)"), rows)


@click.command(epilog="Example: hyperion demo --size small")
@produce.size_option
@click.option("--site/--no-site", default=True, help="Build the site of it, too.  [default: site]")
def demo(size: str, site: bool) -> None:
    """Start the servers, publish, land, build, test, export and build the site.

    At the end it says where to look. Run again, it re-uses everything and publishes only what
    changed. Without Node the lake is filled all the same, and the exit code is 1.
    """
    steps = Steps()
    with steps.step("install") as step:
        stack = servers.installed_stack()
        step.what = "servers' programs"
    with steps.step("start") as step:
        stack.up(report_server)
        step.what = f"{len(stack.servers)} servers"
    config = stack.settings
    _carry(steps, config, size)
    _build(steps, config)
    unbuilt = _build_site(steps, config) if site else None
    steps.show()
    _say_where_to_go_next(config)
    if unbuilt:
        raise UserError(f"the lake is filled and exported, but no site was built: {unbuilt}")


def _carry(steps: Steps, config: StackSettings, size: str) -> None:
    with steps.step("publish") as step:
        produced = produce.run_produce(config, (), changed=True, size=size)
        produce.tell_rejected(produced)
        unchanged = sum(topic.unchanged for topic in produced.topics)
        step.what = f"{len(produced.topics)} topics, {unchanged:,} messages unchanged"
        step.rows, step.bytes = produced.rows, sum(topic.bytes for topic in produced.topics)
    with steps.step("land") as step:
        landed = land.run_land(config, (), once=True)
        files = sum(topic.files for topic in landed.topics)
        step.what = f"{files} files, {landed.dead_letters} dead letters"
        step.rows, step.bytes = landed.rows, landed.bytes


def _build(steps: Steps, config: StackSettings) -> None:
    with steps.step("build and test on Spark") as step:
        run = lake.build_marts(config)
        if run.exit_code:
            sys.exit(run.exit_code)
        tables = run.count("model", "seed", "snapshot")
        step.what = f"{tables} tables and views, {run.count('test', 'unit_test')} tests"
        step.rows = _rows_in_marts(config)
    with steps.step("export on Trino") as step:
        run = lake.write_exports(config)
        step.what = f"{run.count('model')} exports, {run.count('test')} tests"
    with steps.step("publish exports") as step:
        files = lake.publish(config)
        changed = sum(file.changed for file in files)
        step.what = f"{len(files)} files, {changed} changed"
        step.rows, step.bytes = sum(f.rows for f in files), sum(f.bytes for f in files)


def _build_site(steps: Steps, config: StackSettings) -> SiteError | None:
    """Build the site, which its server shows at once; return what kept it from being built."""
    try:
        with steps.step("build the site") as step:
            files = run_build(config)
            step.what = f"{len(files)} files"
            step.bytes = sum(file.bytes for file in files)
    except SiteError as error:
        return error
    return None


def _rows_in_marts(config: StackSettings) -> int:
    """Count the rows of all marts, as an analyst would on Trino."""
    trino = engines.Trino(config.host, config.trino_port)
    schema = f"{config.lake_catalog}.{config.schema_prefix}marts"
    with engines.answering("trino"):
        with trino.run(f"show tables from {schema}", write=False, timeout=300) as answer:
            tables = [str(row[0]) for row in answer.rows]
        counts = " union all ".join(f'select count(*) as n from {schema}."{t}"' for t in tables)
        with trino.run(f"select sum(n) from ({counts})", write=False, timeout=300) as answer:
            return int(next(answer.rows)[0])


def _say_where_to_go_next(config: StackSettings) -> None:
    on_spark = f"{config.schema_prefix}marts"
    on_trino = f"{config.lake_catalog}.{on_spark}"
    console.out.print(
        f"""The servers are running; `make down` stops them.

Look at the site:     {config.site_url}
Ask something:        hyperion query "select * from {on_trino}.revenue_by_studio_year"
                      hyperion query --engine spark "select count(*) from {on_spark}.films"
Look at the exports:  {out_folder(config)}
Work on the models:   source .venv/bin/activate, then dbt build, dbt test, dbt docs generate
See what is running:  hyperion status, hyperion info
(`hyperion` is .venv/bin/hyperion.)"""
    )
