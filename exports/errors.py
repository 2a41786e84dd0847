"""What can go wrong with exports. Every message says what to do next."""


class ExportError(Exception):
    """The exports can't be published; what was published before stays as it is."""
