"""`hyperion site build|serve|check|test|deploy`: the site that shows the published exports."""

import click

import website
from compose.config import StackSettings
from hyperion import console, context
from hyperion.commands.site_deploy import deploy
from hyperion.places import WEB_APP, out_folder, site_folder
from hyperion.progress import counting


@click.group(epilog="Example: hyperion site build && hyperion site serve")
def site() -> None:
    """Build the site from the web app and the published exports, serve and publish it."""


site.add_command(deploy)


@site.command(epilog="Example: hyperion export && hyperion site build")
def build() -> None:
    """Build the web app with Node, add the published exports, and compress.

    The site that was built before stays, and is served, until the new one is complete. What did
    not change is neither installed nor compressed again.
    """
    config = context.settings()
    files = run_build(config)
    data = [file for file in files if file.path.startswith("data/")]
    app = [file for file in files if not file.path.startswith("data/")]
    rows = [
        (
            part,
            len(of),
            f"{sum(file.bytes for file in of):,}",
            f"{sum(file.encoded_bytes for file in of):,}",
        )
        for part, of in (("web app", app), ("data", data), ("all", files))
    ]
    console.table("", ("part", "files ()", "size (bytes)", "to a browser (bytes)"), rows)
    console.err.print(f"Built {site_folder(config)}; look at it: hyperion site serve")


def run_build(config: StackSettings) -> list[website.Built]:
    """Build the site and return its files."""
    with counting("compress") as count:
        return website.build(_places(config), console.err.print, count)


def _places(config: StackSettings) -> website.Places:
    return website.Places(
        source=WEB_APP,
        exports=out_folder(config),
        served=site_folder(config),
        cache=config.cache_dir,
    )


@site.command(epilog="Example: hyperion site check")
def check() -> None:
    """Lint the web app, check its types and run its unit tests; needs neither data nor servers."""
    website.check(WEB_APP, console.err.print)


@site.command(
    epilog="Example: hyperion site build && hyperion site test routes.spec.ts",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Test the built site in a real browser, served on a free port; builds nothing.

    ARGUMENTS go to Playwright. Chromium is the system's own; none is downloaded.
    """
    config = context.settings()
    website.run_browser_tests(
        WEB_APP, site_folder(config), arguments, console.err.print, config.chromium
    )


@site.command(epilog="Example: hyperion site serve --port 8082")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Where to serve; 0 is any free port.  [default: HYPERION_SITE_PORT, or 8082]",
)
@click.option("--host", help="The address to listen on.  [default: HYPERION_HOST, or 127.0.0.1]")
def serve(port: int | None, host: str | None) -> None:
    """Serve the built site as production does, until Ctrl-C or SIGTERM.

    With production's headers, compression and ranges; a build that ends meanwhile is served at
    once. `hyperion up` starts this as one of its servers.
    """
    config = context.settings()
    folder = site_folder(config)
    port = config.site_port if port is None else port
    server = website.Server(folder, host or config.host, port)
    with website.stopped_by_signals(server):
        console.out.print(f"Serving {folder} on {server.address} (Ctrl-C ends it)")
        server.run()
