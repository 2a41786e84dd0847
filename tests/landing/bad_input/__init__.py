"""Landing on bad input, one kind a file: no crash, good rows land, bad ones are dead letters."""
