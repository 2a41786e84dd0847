"""The file system that landed files are in, and the names that they have in it."""
