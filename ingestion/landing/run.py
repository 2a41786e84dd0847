"""The two ways to land: drain the topics and return, or follow them until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ingestion.broker import Admin, Broker, OffsetRange, Partition, PositionLostError, Reader
from ingestion.contracts import Contract
from ingestion.errors import BrokerError
from ingestion.landing.config import LandingConfig
from ingestion.landing.lander import Lander, TopicReplacedError
from ingestion.landing.protocol import CommitLog
from ingestion.landing.registrar import Registrar
from ingestion.landing.report import LandingProgress, LandingProgressCallback, LandingReport
from ingestion.landing.watch import StallWatch

_logger = logging.getLogger(__name__)
_REGISTRATION_ATTEMPTS = 3
_RESTARTS_IN_A_ROW = 3
_STEADY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """Everything a landing run works with; see `land` and `Lander`."""

    contracts: Mapping[str, Contract]
    all_must_exist: bool
    broker: Broker
    log: CommitLog
    registrar: Registrar
    config: LandingConfig
    progress: LandingProgressCallback
    stop: threading.Event

    def present(self, admin: Admin) -> dict[Partition, Contract]:
        """Return the partitions of those topics that exist.

        Raises:
            BrokerError: A topic that was named does not.
        """
        found = admin.topics(self.contracts)
        absent = [topic for topic in self.contracts if topic not in found]
        if absent and self.all_must_exist:
            raise BrokerError(
                f"Kafka has no topic {absent[0]}.", f"`hyperion produce {absent[0]}` creates it."
            )
        return {
            partition: self.contracts[topic.name]
            for topic in found.values()
            for partition in topic.all_partitions()
        }

    def lander(self, admin: Admin, reader: Reader) -> Lander:
        """Return a lander for this run."""
        return Lander(self.contracts, admin, reader, self.log, self.registrar, self.config)


def land_once(run: Run) -> LandingReport:
    """Land what is on the topics now.

    Partitions are taken by hand, which is quicker than joining a group; the commit is the fence.
    """
    with run.broker.admin() as admin, run.broker.reader(run.config.group) as reader:
        ends = admin.offsets(run.present(admin))
        lander = run.lander(admin, reader)
        reader.assign(ends)
        lander.open(ends)
        _drain(run, lander, ends)
    for _ in range(_REGISTRATION_ATTEMPTS):
        run.registrar.register()
        if not run.registrar.unregistered or run.stop.wait(1.0):
            break
    return _report(run, lander, {partition.topic for partition in ends})


def _drain(run: Run, lander: Lander, ends: Mapping[Partition, OffsetRange]) -> None:
    """Read and commit until every partition is landed up to the end it had at the start."""
    totals = dict.fromkeys(sorted({partition.topic for partition in ends}), 0)
    for partition, buffer in lander.buffers.items():
        totals[partition.topic] += max(0, ends[partition].end - buffer.start)
    watch = StallWatch(lander)
    while lander.buffers and not run.stop.is_set():
        for partition, buffer in list(lander.buffers.items()):
            if buffer.end >= ends[partition].end:
                lander.commit(partition)
                # After a lost race the partition is open anew, perhaps not at its end.
                if lander.buffers[partition].start >= ends[partition].end:
                    lander.buffers.pop(partition)
        left = dict.fromkeys(totals, 0)
        for partition, buffer in lander.buffers.items():
            left[partition.topic] += max(0, ends[partition].end - buffer.end)
        for topic, total in totals.items():
            run.progress(LandingProgress(topic, total - left[topic], total))
        if lander.buffers:
            lander.feed(lander.reader.poll(run.config.poll))
            watch.check()
    lander.commit_all()


def follow(run: Run) -> LandingReport:
    """Land records as they come, until told to stop; then land what is buffered."""
    restarts = 0
    with run.broker.admin() as admin, _stopped_by_signals(run.stop):
        topics = set(run.contracts)
        run.present(admin)
        lander = None
        while lander is None or not run.stop.is_set():
            started = time.monotonic()
            try:
                with run.broker.reader(run.config.group) as reader:
                    lander = _next(lander, run.lander(admin, reader))
                    reader.subscribe(topics)
                    _follow(run, lander)
            except (TopicReplacedError, PositionLostError) as error:
                # What is not committed is read again, from the chain's end of the topic as it is.
                restarts = restarts + 1 if time.monotonic() - started < _STEADY_SECONDS else 1
                if restarts > _RESTARTS_IN_A_ROW:
                    raise
                _logger.warning("reading anew: %s", error)
    run.registrar.register()
    return _report(run, lander, topics)


def _next(before: Lander | None, lander: Lander) -> Lander:
    """Carry the counts over a restart."""
    if before is not None:
        lander.results = before.results
    return lander


def _follow(run: Run, lander: Lander) -> None:
    watch = StallWatch(lander)
    checked = time.monotonic()
    while not run.stop.is_set():
        polled = lander.reader.poll(run.config.poll)
        notes = lander.reader.rebalance()
        lander.release(notes.revoked)
        lander.open(notes.assigned)
        # What was read before a partition changed hands need not follow what its chain ends with:
        # taken for its next records, it would turn those between into a gap.
        moved = notes.revoked | notes.assigned
        lander.feed({p: batch for p, batch in polled.items() if p not in moved})
        lander.commit_due()
        run.registrar.register()
        if time.monotonic() - checked >= run.config.topic_check:
            # A topic created again within the life of the client's metadata would go unnoticed.
            lander.check_topics()
            checked = time.monotonic()
        for result in lander.results.values():
            run.progress(LandingProgress(result.topic, result.rows + result.dead_letters, None))
        watch.check()
    lander.commit_all()


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set the event; only the main thread may ask for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(run: Run, lander: Lander, topics: set[str]) -> LandingReport:
    return LandingReport(
        topics=[result for topic, result in lander.results.items() if topic in topics],
        absent_topics=[topic for topic in run.contracts if topic not in topics],
        unregistered=run.registrar.unregistered,
    )
