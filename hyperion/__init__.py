"""The command line: the one door, which only wires the rooms together."""
