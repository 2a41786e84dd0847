"""`python -m compose.containers`: write the Compose file and what its services mount."""

from compose.containers.render import write

write()
