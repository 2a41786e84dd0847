"""The two ways to land: drain the topics and return, or follow them until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ingestion.broker import (
    Admin,
    Broker,
    OffsetRange,
    Partition,
    PositionLostError,
    Reader,
    Rebalance,
)
from ingestion.contracts import Contract
from ingestion.errors import BrokerError, BrokerUnavailableError
from ingestion.landing.config import LandingConfig
from ingestion.landing.lander import Lander, TopicReplacedError
from ingestion.landing.monitor import Monitor, serving
from ingestion.landing.protocol import CommitLog
from ingestion.landing.registrar import Registrar
from ingestion.landing.report import (
    LandingProgress,
    LandingProgressCallback,
    LandingReport,
)
from ingestion.landing.restarts import Restarts
from ingestion.landing.signals import stopped_by_signals
from ingestion.landing.watch import LagWatch
from ingestion.landing.worker import EVERYTHING, Share

_logger = logging.getLogger(__name__)
_REGISTRATION_ATTEMPTS = 3
_LAST_REGISTRATION_SECONDS = 2.0
_RESTART_PAUSE_SECONDS = 1.0


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
    metrics_address: tuple[str, int] | None = None
    share: Share = EVERYTHING
    monitor: Monitor = field(init=False)

    def __post_init__(self) -> None:
        """Make the monitor."""
        monitor = Monitor(self.contracts, self.config.stall, self._count_unregistered)
        object.__setattr__(self, "monitor", monitor)

    def _count_unregistered(self) -> int:
        return len(self.registrar.unregistered)

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
        return Lander(
            self.contracts, admin, reader, self.log, self.registrar, self.config, self.monitor
        )


def land_once(run: Run) -> LandingReport:
    """Land what is on the topics now.

    Partitions are taken by hand, which is quicker than joining a group; the commit is the fence.
    """
    with run.broker.admin() as admin, run.broker.reader(run.config.group) as reader:
        ends = admin.offsets(run.share.pick(sorted(run.present(admin))))
        lander = run.lander(admin, reader)
        reader.assign(ends)
        lander.open(ends)
        _drain(run, lander, ends)
    for _ in range(_REGISTRATION_ATTEMPTS):
        run.registrar.register()
        if not run.registrar.unregistered or run.stop.wait(1.0):
            break
    topics = {partition.topic for partition in ends}
    return LandingReport(
        topics=[result for topic, result in lander.results.items() if topic in topics],
        absent_topics=[topic for topic in run.contracts if topic not in topics],
        unregistered=run.registrar.unregistered,
        peak_buffered_bytes=lander.peak_buffered_bytes,
    )


def _drain(run: Run, lander: Lander, ends: Mapping[Partition, OffsetRange]) -> None:
    """Read and commit until every partition is landed up to the end it had at the start."""
    totals = dict.fromkeys(sorted({partition.topic for partition in ends}), 0)
    for partition, buffer in lander.buffers.items():
        totals[partition.topic] += max(0, ends[partition].end - buffer.start)
    watch = LagWatch(lander)
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
            watch.turn()
    lander.commit_all()


def follow(run: Run) -> LandingReport:
    """Land records as they come, until told to stop; then land what is buffered."""
    with (
        run.broker.admin() as admin,
        serving(run.monitor, run.metrics_address),
        stopped_by_signals(run.stop, run.config.grace) as no_bound,
    ):
        run.present(admin)
        lander = _follow_on(run, admin, no_bound)
    run.registrar.finish(_LAST_REGISTRATION_SECONDS)
    return LandingReport(
        topics=list(lander.results.values()),
        unregistered=run.registrar.unregistered,
        peak_buffered_bytes=lander.peak_buffered_bytes,
    )


def _follow_on(run: Run, admin: Admin, landed: Callable[[], None]) -> Lander:
    """Follow, starting over from the chains where that can help; tell when all is landed."""
    restarts = Restarts(run.config.patience)
    lander = None
    while lander is None or not run.stop.is_set():
        restarts.begin()
        try:
            with run.broker.reader(run.config.group) as reader:
                lander = _next(lander, run.lander(admin, reader))
                reader.subscribe(set(run.contracts))
                _follow(run, lander, restarts.steady)
                # Leaving the group may wait behind a join of others, which is no failure to land.
                landed()
        except (TopicReplacedError, PositionLostError, BrokerUnavailableError) as error:
            # What is not committed is read again, from the chain's end of the topic as it is.
            if run.stop.is_set() or not restarts.may_follow(error):
                raise
            _logger.warning("reading anew: %s", error)
            run.monitor.doing("waiting to read anew")
            run.stop.wait(_RESTART_PAUSE_SECONDS)
    return lander


def _next(before: Lander | None, lander: Lander) -> Lander:
    """Carry the counts over a restart."""
    if before is not None:
        lander.results = before.results
        lander.peak_buffered_bytes = before.peak_buffered_bytes
    return lander


def _follow(run: Run, lander: Lander, steady: Callable[[], None]) -> None:
    """Read and commit until told to stop; tell when Kafka answered."""
    watch = LagWatch(lander)
    run.monitor.watch(watch.states)
    while not run.stop.is_set():
        run.monitor.doing("reading")
        polled = lander.reader.poll(run.config.poll)
        notes = lander.reader.rebalance()
        _change_hands(run, lander, notes)
        # What was read before a partition changed hands need not follow what its chain ends with:
        # taken for its next records, it would turn those between into a gap.
        moved = notes.revoked | notes.assigned
        lander.feed({p: batch for p, batch in polled.items() if p not in moved})
        lander.commit_due()
        run.registrar.register_aside()
        if watch.turn():
            # A topic created again within the life of the client's metadata would go unnoticed.
            lander.check_topics()
            steady()
        for result in lander.results.values():
            run.progress(LandingProgress(result.topic, result.rows + result.dead_letters, None))
    lander.commit_all()


def _change_hands(run: Run, lander: Lander, notes: Rebalance) -> None:
    """Let go of the partitions that the group took, and open those that it gave."""
    for verb, partitions in (("gave back", notes.revoked), ("was given", notes.assigned)):
        if partitions:
            _logger.info("group %s: %s %s", run.config.group, verb, _names(partitions))
            run.monitor.metrics.rebalanced()
    lander.release(notes.revoked)
    lander.open(notes.assigned)


def _names(partitions: Iterable[Partition]) -> str:
    return ", ".join(map(str, sorted(partitions)))
