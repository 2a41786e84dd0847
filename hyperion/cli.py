"""The `hyperion` command: one group of subcommands, each wiring rooms together."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hyperion")
def main() -> None:
    """Run the Hyperion lakehouse: its servers, its data and its questions."""


if __name__ == "__main__":
    main()
