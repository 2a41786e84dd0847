"""The site: our own server, which shows what was built and published last."""

import sys

from compose.config import StackSettings
from compose.install import Programs
from compose.servers import probes
from compose.servers.server import Server


def site(settings: StackSettings, programs: Programs) -> Server:  # noqa: ARG001 - as the others
    """Describe the server of the site; it runs whether or not a site is built yet."""
    host, port = settings.host, settings.site_port
    return Server(
        name="site",
        title="Site",
        command=[sys.executable, "-m", "hyperion.site_server"],
        ports={"site_port": port},
        files={},
        ready=lambda: probes.site_answers(host, port),
        environment=settings.environment(),
    )
