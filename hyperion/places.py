"""Folders inside the project that commands read and write.

A stack whose state folder is elsewhere (a second one, a test's) keeps these with its state, so that
it never touches what the first one built and published.
"""

from pathlib import Path

from compose.config import PROJECT_ROOT, StackSettings

WEB_APP = PROJECT_ROOT / "web"


def _root(settings: StackSettings) -> Path:
    default = settings.state_dir == StackSettings.model_fields["state_dir"].default
    return PROJECT_ROOT if default else settings.state_dir


def target_path(settings: StackSettings) -> Path:
    """Return dbt's artifacts folder."""
    return _root(settings) / "target"


def out_folder(settings: StackSettings) -> Path:
    """Return the folder that exports are published into."""
    return _root(settings) / "exports" / "out"


def site_folder(settings: StackSettings) -> Path:
    """Return the folder that the site is built into and served from."""
    return _root(settings) / "web" / "dist"
