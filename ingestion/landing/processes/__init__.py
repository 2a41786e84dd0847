"""Processes that share the partitions of the topics, and how they end."""
