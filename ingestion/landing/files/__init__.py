"""Data files: the raw envelope in the formats that a contract can ask for."""
