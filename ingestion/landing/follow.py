"""Following: land records as they come, until told to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from ingestion.broker import Admin, Partition, PositionLostError, Rebalance
from ingestion.errors import BrokerUnavailableError
from ingestion.landing.lander import Lander, TopicReplacedError
from ingestion.landing.monitor import serving
from ingestion.landing.processes.restarts import Restarts
from ingestion.landing.processes.signals import stopped_by_signals
from ingestion.landing.report import LandingProgress, LandingReport
from ingestion.landing.run import Run
from ingestion.landing.watch import LagWatch

_logger = logging.getLogger(__name__)
_LAST_REGISTRATION_SECONDS = 2.0
_RESTART_PAUSE_SECONDS = 1.0


def follow(run: Run) -> LandingReport:
    """Land records as they come, until told to stop; then land what is buffered.

    A topic that was replaced, a lost position and a Kafka that does not answer are ridden out, as
    `Restarts` allows.

    Raises:
        BrokerError: A named topic does not exist or does not get on, or starting over did not help.
        CorruptionError: What was landed contradicts itself or Kafka; the message names the file.
        StoreError: The file system failed.
        StoppedShortError: A signal's grace was over, or a second came, before all was landed.
        IngestionError: The port for the metrics is taken.
    """
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
