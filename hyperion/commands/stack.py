"""`hyperion up|down|reset|status|doctor|logs|info`: the servers of this machine."""

import sys

import click

import website
from compose import doctor as machine
from compose import processes
from compose.config import WRITER
from compose.status import status as stack_status
from hyperion import console, context, servers
from hyperion.places import WEB_APP


def report(title: str, word: str, seconds: float) -> None:
    """Say what happened to a server."""
    console.err.print(f"{title:<20} {word} ({seconds:.1f} s)")


@click.command(epilog="Example: hyperion up && hyperion status")
def up() -> None:
    """Start every server that does not run yet, and wait until all of them can serve.

    The first run downloads the servers' programs (about 1.5 GB) into the cache folder.
    """
    servers.installed_stack().up(report)


@click.command(epilog="Example: hyperion down")
def down() -> None:
    """Stop every server. What they stored stays."""
    servers.existing_stack().down(report)


@click.command(epilog="Example: hyperion reset --yes")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Delete everything that the servers stored: topics, tables, exports, ledgers."""
    stack = servers.existing_stack()
    folder = stack.settings.state_dir
    if not folder.exists():
        console.err.print(f"{folder} does not exist: there is nothing to delete")
        return
    if not yes:
        click.confirm(f"Delete everything in {folder}?", abort=True)
    stack.down(report)
    stack.reset()
    console.err.print(f"{folder} is empty")


@click.command(epilog="Example: hyperion status")
def status() -> None:
    """Show each server's state, port, memory and uptime. Exits with 1 unless all are ready."""
    stack = servers.existing_stack()
    found = stack_status(stack)
    rows: list[tuple[object, ...]] = [
        (
            server.title,
            server.state,
            server.port,
            f"{server.memory_bytes / 1e6:,.0f}" if server.pid else "",
            console.duration(server.uptime_seconds) if server.pid else "",
        )
        for server in found
    ]
    total = sum(server.memory_bytes for server in found)
    rows.append(("all", "", "", f"{total / 1e6:,.0f}", ""))
    console.table("", ("server", "state", "port", "memory (MB)", "uptime"), rows)
    failed = [server for server in found if server.state != "ready"]
    for server in failed:
        end = processes.tail(stack.log_path(server.name), 5)
        if end:
            console.err.print(f"{server.title} is {server.state}. Its log ends:\n{end}")
    if failed:
        console.err.print("To start what is not ready: hyperion up")
        sys.exit(1)


@click.command(epilog="Example: hyperion doctor")
def doctor() -> None:
    """Check this machine: platform, Node, memory, disk, Java, ports. Exits with 1 on a problem."""
    checks = [_node(), *machine.examine(context.settings())]
    rows = [(check.subject, "ok" if check.ok else "problem", check.finding) for check in checks]
    console.table("", ("subject", "verdict", "finding"), rows)
    problems = [check for check in checks if not check.ok]
    for check in problems:
        console.err.print(f"{check.subject}: {check.finding}. {check.advice}")
    if problems:
        sys.exit(1)


def _node() -> machine.Check:
    """Check what the site is built with; the servers need none of it."""
    try:
        return machine.Check("Node", True, website.require_node(WEB_APP))
    except website.SiteError as error:
        return machine.Check("Node", False, str(error))


@click.command(epilog="Example: hyperion logs trino --lines 100")
@click.argument("server")
@click.option("--lines", default=50, show_default=True, help="How many of the last lines.")
def logs(server: str, lines: int) -> None:
    """Show the end of a server's log."""
    stack = servers.existing_stack()
    names = [each.name for each in stack.servers]
    if server not in names:
        raise context.UserError(f"no server is named {server!r}; there are: {', '.join(names)}")
    path = stack.log_path(server)
    if not path.exists():
        raise context.UserError(f"{server} has not been started yet; run: hyperion up")
    console.err.print(f"{path}:")
    click.echo(processes.tail(path, lines))


@click.command(epilog="Example: hyperion info --env > stack.env")
@click.option("--env", "as_environment", is_flag=True, help="Print shell exports for this stack.")
def info(as_environment: bool) -> None:
    """Show how other clients connect: JDBC, SQLAlchemy, Kafka and WebHDFS addresses."""
    config = context.settings()
    if as_environment:
        for name, value in config.environment().items():
            click.echo(f"export {name}='{value}'")
        return
    trino = f"{config.host}:{config.trino_port}"
    spark = f"{config.host}:{config.spark_port}"
    rows: list[tuple[object, ...]] = [
        ("Trino, JDBC", f"jdbc:trino://{trino}/{config.lake_catalog}?user=analyst"),
        ("Trino, SQLAlchemy", f"trino://analyst@{trino}/{config.lake_catalog}"),
        ("Trino, user who may write", WRITER),
        ("Spark, JDBC", f"jdbc:hive2://{spark}/default"),
        ("Spark, SQLAlchemy", f"hive://{spark}/default"),
        ("Kafka", config.kafka_brokers or config.kafka_bootstrap),
        ("HDFS", config.hdfs_uri),
        ("WebHDFS", context.webhdfs_url(config)),
        ("Site", config.site_url),
        ("Metastore", f"thrift://{config.host}:{config.metastore_port}"),
        ("State folder", config.state_dir),
        ("Cache folder", config.cache_dir),
    ]
    console.table("", ("what", "address"), rows)
