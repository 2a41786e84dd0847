"""The stack in containers: a Compose file and configuration, written from the native servers."""
