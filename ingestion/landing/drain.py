"""Draining: land what is on the topics, and return."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.broker import OffsetRange, Partition
from ingestion.landing.lander import Lander
from ingestion.landing.report import LandingProgress, LandingReport
from ingestion.landing.run import Run
from ingestion.landing.watch import LagWatch

_REGISTRATION_ATTEMPTS = 3


def drain(run: Run) -> LandingReport:
    """Land what is on the topics now.

    Partitions are taken by hand, which is quicker than joining a group; the commit is the fence.

    Raises:
        BrokerError: A named topic does not exist, was replaced meanwhile, or does not get on; or
            Kafka does not answer.
        CorruptionError: What was landed contradicts itself or Kafka; the message names the file.
        StoreError: The file system failed.
    """
    with run.broker.admin() as admin, run.broker.reader(run.config.group) as reader:
        ends = admin.offsets(run.share.pick(sorted(run.present(admin))))
        lander = run.lander(admin, reader)
        reader.assign(ends)
        lander.open(ends)
        _land_up_to(run, lander, ends)
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


def _land_up_to(run: Run, lander: Lander, ends: Mapping[Partition, OffsetRange]) -> None:
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
