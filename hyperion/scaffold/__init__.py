"""The files of a new source: what they are called, and their text, from templates."""

from hyperion.scaffold.source import FORMATS, NewSource, write

__all__ = ["FORMATS", "NewSource", "write"]
