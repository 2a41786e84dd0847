"""What commands say: tables, progress and errors, on a terminal and as plain lines elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Table

# Results go to standard output; progress and remarks to standard error, so that pipes stay clean.
out = Console(highlight=False, soft_wrap=True, markup=False)
if not out.is_terminal:
    out.width = 200  # nobody's screen ends at 80 columns here: a log should not lose words
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table. A column of numbers is named with its unit in brackets, or with `()`."""
    drawn = Table(title=title, title_justify="left")
    for column in columns:
        heading = column.removesuffix(" ()")
        drawn.add_column(heading, justify="right" if column.endswith(")") else "left")
    for row in rows:
        drawn.add_row(*(str(value) for value in row))
    out.print(drawn)


@contextmanager
def downloads() -> Iterator[Callable[[str, int, int], None]]:
    """Show downloads as bars on a terminal, and as a line per finished download elsewhere.

    Yields:
        A function of name, bytes arrived and bytes expected. It may be called from any thread.
    """
    if not err.is_terminal:
        with _download_lines() as report:
            yield report
        return
    bars: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description:>12}"), BarColumn(), DownloadColumn(), console=err
    ) as progress:

        def show(name: str, arrived: int, expected: int) -> None:
            if name not in bars:
                bars[name] = progress.add_task(name, total=expected)
            progress.update(bars[name], completed=arrived)

        yield show


@contextmanager
def _download_lines() -> Iterator[Callable[[str, int, int], None]]:
    tenths: dict[str, int] = {}

    def show(name: str, arrived: int, expected: int) -> None:
        done = 10 * arrived // expected
        if tenths.get(name) != done:
            tenths[name] = done
            err.print(f"download {name}: {arrived / 1e6:.0f} of {expected / 1e6:.0f} MB")

    yield show


def duration(seconds: float) -> str:
    """Spell a duration with one or two units."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
