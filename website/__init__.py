"""Build the site from the web app and the published exports, and serve it as production does."""

from website.browser import run_browser_tests
from website.build import Built, Places, build
from website.errors import SiteError
from website.node import check, require_node
from website.policy import Policy, policy
from website.server import Server, stopped_by_signals

__all__ = [
    "Built",
    "Places",
    "Policy",
    "Server",
    "SiteError",
    "build",
    "check",
    "policy",
    "require_node",
    "run_browser_tests",
    "stopped_by_signals",
]
