"""Landing: from Kafka to HDFS, exactly once."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingestion.broker import BrokerSettings, connect
from ingestion.contracts import Contract, select
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.config import LandingConfig
from ingestion.landing.drain import drain
from ingestion.landing.follow import follow
from ingestion.landing.processes.worker import EVERYTHING, Share
from ingestion.landing.processes.workers import land_in_processes
from ingestion.landing.registrar import RegisterPartitions, Registrar
from ingestion.landing.report import LandingProgressCallback, LandingReport
from ingestion.landing.run import Run
from ingestion.landing.storage.layout import RawLayout
from ingestion.landing.storage.webhdfs import WebHdfsStore
from ingestion.landing.storage.webhdfs_access import SIMPLE, WebHdfsAccess

_DEFAULTS = LandingConfig()


def land(
    topics: Sequence[str] | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    broker: BrokerSettings,
    webhdfs_url: str,
    webhdfs_access: WebHdfsAccess = SIMPLE,
    once: bool,
    config: LandingConfig = _DEFAULTS,
    register_partitions: RegisterPartitions | None = None,
    progress: LandingProgressCallback | None = None,
    stop: threading.Event | None = None,
    metrics_address: tuple[str, int] | None = None,
    processes: int = 1,
    share: Share = EVERYTHING,
) -> LandingReport:
    """Land topics into HDFS.

    Args:
        topics: Topics to land; all that have a contract by default.
        contracts: Contracts by topic; the project's own by default.
        broker: How to reach Kafka.
        webhdfs_url: The NameNode's HTTP address.
        webhdfs_access: How to authenticate to HDFS, and whose certificates to trust.
        once: Land everything that is on the topics now and return; else follow them until `stop`,
            SIGTERM or SIGINT, then land what is buffered and return.
        config: When to rotate files and how long to wait.
        register_partitions: Tells Spark of new table partitions; its failures are never fatal.
        progress: Called as records are read.
        stop: Ends the run when set; what is buffered is landed first.
        metrics_address: Host and port on which `/metrics` and `/health` are served when following;
            with several processes, the second one serves on the next port, and so on.
        processes: How many processes land side by side; see `workers`.
        share: Which of the partitions to land when draining; for workers.

    Returns:
        What was landed, by topic.

    Raises:
        ContractError: A named topic has no contract.
        SettingsError: Kafka's client library is not installed.
        BrokerUnavailableError: Kafka does not answer.
        BrokerError: A named topic does not exist, or landing does not get on.
        StoreUnavailableError: HDFS does not answer.
        CorruptionError: What was landed before contradicts itself; the message names the file.
        StoppedShortError: A signal's grace was over, or a second came, before all was landed.
        IngestionError: The metrics' port is taken.
        WorkerDiedError: One of several processes was killed or crashed.
    """
    started = time.monotonic()
    chosen = {contract.topic: contract for contract in select(topics, contracts)}
    stop, progress = stop or threading.Event(), progress or (lambda _: None)
    if processes > 1:
        return land_in_processes(
            land,
            processes,
            contracts=chosen,
            grace=config.grace,
            once=once,
            stop=stop,
            progress=progress,
            topics=topics,
            broker=broker,
            webhdfs_url=webhdfs_url,
            webhdfs_access=webhdfs_access,
            config=config,
            register_partitions=register_partitions,
            metrics_address=metrics_address,
        )
    kafka = connect(broker)
    store = WebHdfsStore(webhdfs_url, patience_seconds=config.patience, access=webhdfs_access)
    store.probe()
    # Two deployments in one group would land half of each topic each.
    digest = hashlib.sha256(f"{webhdfs_url} {config.raw_root}".encode()).hexdigest()[:8]
    config = replace(config, group=f"{config.group}-{digest}")
    run = Run(
        contracts=chosen,
        all_must_exist=bool(topics),
        broker=kafka,
        log=CommitLog(store, RawLayout(config.raw_root), writer=uuid.uuid4().hex),
        registrar=Registrar(register_partitions, 1.0 if once else config.registration_pause),
        config=config,
        progress=progress,
        stop=stop,
        metrics_address=metrics_address and (metrics_address[0], metrics_address[1] + share.number),
        share=share,
    )
    report = drain(run) if once else follow(run)
    report.seconds = time.monotonic() - started
    return report
