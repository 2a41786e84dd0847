"""What can go wrong in the cloud. Every message says what to do next."""


class CloudError(Exception):
    """AWS refused, or could not be asked; running the command again goes on from there."""
