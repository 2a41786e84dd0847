"""The command line over all rooms; query engines, lineage and the files of a new source, too."""
