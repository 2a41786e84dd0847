"""Download, verify and unpack the servers' programs into the user's cache folder."""

from compose.install.components import Programs, install, installed

__all__ = ["Programs", "install", "installed"]
