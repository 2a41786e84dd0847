"""Compaction: the many small files of a closed day rewritten into few large ones."""
