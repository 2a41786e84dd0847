"""`python -m hyperion`."""

from hyperion.cli import main

main()
