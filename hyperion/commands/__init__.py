"""The subcommands: a module each, or one for those that share what they show."""
