"""Progress of long steps: bars on a terminal, a plain line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from hyperion import console

# Called with a topic, the records done and the records expected; None when there is no end.
Counter = Callable[[str, int, int | None], None]

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def counting(verb: str) -> Iterator[Counter]:
    """Show how many records of each topic are done.

    Args:
        verb: What happens to them, for example `publish`.

    Yields:
        A function that tells the count. It may be called often: it draws seldom.
    """
    if console.err.is_terminal:
        with _bars(verb) as count:
            yield count
    else:
        yield _lines(verb)


@contextmanager
def _bars(verb: str) -> Iterator[Counter]:
    bars: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console.err,
        transient=True,
    ) as progress:

        def count(topic: str, done: int, total: int | None) -> None:
            if topic not in bars:
                bars[topic] = progress.add_task(f"{verb} {topic}", total=total)
            progress.update(bars[topic], completed=done, total=total)

        yield count


def _lines(verb: str) -> Counter:
    told: dict[str, float] = {}
    last: dict[str, int] = {}

    def count(topic: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        due = now - told.setdefault(topic, now) >= SECONDS_BETWEEN_LINES
        # A topic that is followed may stand still for weeks.
        if due and last.get(topic, 0) != done:
            told[topic], last[topic] = now, done
            of = "" if total is None else f" of {total:,}"
            console.err.print(f"{verb} {topic}: {done:,}{of}")

    return count
