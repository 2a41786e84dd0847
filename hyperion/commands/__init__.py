"""The subcommands, a module for each room that they open."""
