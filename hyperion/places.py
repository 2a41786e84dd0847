"""Folders inside the project that commands write to.

A stack whose state folder is elsewhere (a second one, a test's) keeps these with its state, so that
it never touches what the first one built and published.
"""

from pathlib import Path

from compose.config import PROJECT_ROOT, StackSettings


def _is_default(settings: StackSettings) -> bool:
    return bool(settings.state_dir == StackSettings.model_fields["state_dir"].default)


def target_path(settings: StackSettings) -> Path:
    """Return dbt's artifacts folder."""
    return (PROJECT_ROOT if _is_default(settings) else settings.state_dir) / "target"


def out_folder(settings: StackSettings) -> Path:
    """Return the folder that exports are published into."""
    root = PROJECT_ROOT if _is_default(settings) else settings.state_dir
    return root / "exports" / "out"


def site_folder(settings: StackSettings) -> Path:
    """Return the folder that the site is built into and served from."""
    root = PROJECT_ROOT if _is_default(settings) else settings.state_dir
    return root / "web" / "dist"
