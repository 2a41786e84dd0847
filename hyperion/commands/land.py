"""`hyperion land`: records from Kafka into HDFS."""

import logging
from collections.abc import Callable

import click
from pydantic import ByteSize

from compose.config import StackSettings
from hyperion import console, context, ingestion_access, raw
from hyperion.progress import counting
from ingestion import landing

# Options of the command line that override a field `landing_<name>` of the settings.
_OPTIONS = (
    "max_rows",
    "max_bytes",
    "max_age",
    "max_idle",
    "max_buffered_bytes",
    "stall",
    "patience",
    "metrics_port",
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each setting, described as the setting is."""
    for name in reversed(_OPTIONS):
        field = StackSettings.model_fields[f"landing_{name}"]
        default = field.default
        is_size = isinstance(default, ByteSize)
        shown = default.human_readable() if is_size else str(default).removesuffix(".0")
        what = f"{field.description} [default: {shown}; HYPERION_LANDING_{name.upper()}]"
        option = click.option(
            f"--{name.replace('_', '-')}", metavar="X", help=what[0].upper() + what[1:]
        )
        command = option(command)
    return command


@click.command(epilog="Example: hyperion land --follow --max-age 5")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--once", "mode", flag_value="once", default="once", help="Drain, then exit.")
@click.option("--follow", "mode", flag_value="follow", help="Run on until Ctrl-C or SIGTERM.")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that share the partitions; one uses little more than one core.",
)
@_options
def land(topics: tuple[str, ...], mode: str, processes: int, **options: str | None) -> None:
    """Land topics in HDFS, each record exactly once (default: all topics, once).

    A partition's file is finished when it is large, long, or old enough, or when nothing came for
    a while. Draining finishes files by size alone, and at the end.

    Following serves /metrics and /health, see `--metrics-port`. Ctrl-C or SIGTERM lands what is
    read and exits with 0; a second one ends at once.
    """
    given = {f"landing_{name}": value for name, value in options.items() if value is not None}
    config = context.settings(**given)
    if mode == "follow":
        _log_to_the_terminal()
    report = run_land(config, topics, once=mode == "once", processes=processes)
    rows = [
        (t.topic, f"{t.rows:,}", t.dead_letters, t.files, f"{t.bytes:,}", f"{t.seconds:.1f}")
        for t in report.topics
    ]
    columns = ("landed (rows)", "dead letters ()", "files ()", "size (bytes)", "time (s)")
    console.table("", ("topic", *columns), rows)
    _tell_problems(report)


def _tell_problems(report: landing.LandingReport) -> None:
    for topic in report.topics:
        if topic.dead_letters:
            reasons = ", ".join(
                f"{count} {reason}" for reason, count in sorted(topic.reasons.items())
            )
            console.err.print(
                f"{topic.topic}: {topic.dead_letters} records broke their contract and were kept "
                f"aside in the dead-letter table ({reasons})"
            )
        if topic.lost_to_retention:
            console.err.print(
                f"{topic.topic}: Kafka deleted {topic.lost_to_retention} offsets before they were "
                "landed"
            )
    if report.absent_topics:
        console.err.print(
            f"Kafka has no topic {', '.join(report.absent_topics)} yet; run: "
            f"hyperion produce {' '.join(report.absent_topics)}"
        )
    if report.unregistered:
        console.err.print(
            f"Spark does not know {', '.join(report.unregistered)} yet; `hyperion build` finds them"
        )


def _log_to_the_terminal() -> None:
    """Tell with the time what happens, as befits a process that runs for weeks."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", force=True
    )
    logging.getLogger("ingestion").setLevel(logging.INFO)


def landing_config(config: StackSettings) -> landing.LandingConfig:
    """Return how landing rotates files and waits.

    Raises:
        UserError: The raw root is not a folder on HDFS.
    """
    if not config.raw_root.startswith("/"):
        raise context.UserError(
            f"landing writes to HDFS: HYPERION_RAW_ROOT={config.raw_root} is no path there"
        )
    return landing.LandingConfig(
        raw_root=config.raw_root,
        group=config.landing_group,
        max_rows=config.landing_max_rows,
        max_bytes=config.landing_max_bytes,
        max_age=config.landing_max_age,
        max_idle=config.landing_max_idle,
        max_buffered_bytes=config.landing_max_buffered_bytes,
        stall=config.landing_stall,
        patience=config.landing_patience,
    )


def run_land(
    config: StackSettings, topics: tuple[str, ...], *, once: bool, processes: int = 1
) -> landing.LandingReport:
    """Land topics with a progress display."""
    port = config.landing_metrics_port
    with counting("land") as count:
        return landing.land(
            topics or None,
            broker=ingestion_access.broker_settings(config),
            webhdfs_url=context.webhdfs_url(config),
            webhdfs_access=ingestion_access.webhdfs_access(config),
            once=once,
            config=landing_config(config),
            register_partitions=raw.raw_tables(config).register_partitions,
            progress=lambda at: count(at.topic, at.read, at.total),
            metrics_address=(config.host, port) if port else None,
            processes=processes,
        )
