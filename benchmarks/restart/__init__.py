"""How long landing takes from its start to the first new row, after many commits."""
