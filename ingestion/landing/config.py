"""How landing rotates files and waits. Sizes are bytes in memory, times are seconds."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LandingConfig:
    """Settings of one landing process.

    Attributes:
        raw_root: HDFS folder of the raw zone.
        group: Consumer group: assigns partitions, and shows positions to monitoring. `land` appends
            a digest of HDFS and raw root, so that no two deployments share one.
        max_rows: Records after which a partition's file is committed.
        max_bytes: Size, mostly compressed, after which a partition's file is committed.
        max_age: Seconds after which records are committed when following.
        max_idle: Seconds without a new record after which they are committed when following.
        max_buffered_bytes: Size of all partitions together; beyond it the largest is committed.
        poll: Seconds to wait for records at once.
        stall: Seconds without progress of a partition, although Kafka holds more, before giving up.
        patience: Seconds to ride out an HDFS or a Kafka that does not answer, or is in safe mode.
        watch: Seconds between asking Kafka how far landing is behind, and whether a followed topic
            was created again.
        grace: Seconds after SIGTERM or SIGINT in which what is buffered has to be landed.
        registration_pause: Seconds between attempts to register partitions when following.
    """

    raw_root: str = "/raw"
    group: str = "hyperion-landing"
    max_rows: int = 1_000_000
    max_bytes: int = 128 * MIB
    max_age: float = 60.0
    max_idle: float = 5.0
    max_buffered_bytes: int = 256 * MIB
    poll: float = 0.25
    stall: float = 60.0
    patience: float = 120.0
    watch: float = 10.0
    grace: float = 7.0
    registration_pause: float = 30.0
