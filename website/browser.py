"""The site's tests in a real browser: the built site, served, and Chromium from the system."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from website import node
from website.errors import SiteError
from website.server import Server

# As Debian names it, and as others do.
_CHROMIUM = ("chromium", "chromium-browser")
_LOOPBACK = "127.0.0.1"


def run_browser_tests(
    source: Path,
    served: Path,
    arguments: Sequence[str],
    say: Callable[[str], None],
    browser: str | None = None,
) -> None:
    """Run the web app's browser tests against the built site, on a free port.

    Args:
        source: The web app.
        served: The built site.
        arguments: Further arguments for Playwright.
        say: Called with each step before it is done.
        browser: Another Chromium than the system's.

    Raises:
        SiteError: Chromium, Node or the built site is missing, or a test failed.
    """
    chromium = require_chromium(browser)
    node.require_node(source)
    with serving(served) as address:
        node.install(source, say)
        say(f"test {address} with {chromium}")
        environment = {"HYPERION_SITE_ADDRESS": address, "HYPERION_CHROMIUM": chromium}
        node.run_script(source, "browser", arguments, environment)


def require_chromium(browser: str | None = None) -> str:
    """Return the path of Chromium.

    Args:
        browser: Another one than the PATH's.

    Raises:
        SiteError: There is none.
    """
    names = [browser] if browser else _CHROMIUM
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise SiteError(
            f"{names[0]} is not there; install Chromium (Debian: apt install chromium), then run "
            "again: hyperion site test"
        )
    return found


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a built site on a free port of loopback.

    Yields:
        Its address.

    Raises:
        SiteError: There is no built site.
    """
    server = Server(folder, _LOOPBACK, 0)
    thread = threading.Thread(target=server.run, name="site")
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()
