"""`python -m hyperion`."""

from hyperion.cli import main

# Worker processes import this file, too.
if __name__ == "__main__":
    main()
