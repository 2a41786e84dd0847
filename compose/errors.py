"""What can go wrong with the stack. Every message says what to do next."""


class StackError(Exception):
    """The stack can't do what was asked; the message names the server and the next step."""


class InstallError(StackError):
    """A server's program could not be downloaded, verified or unpacked."""
