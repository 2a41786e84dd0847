"""What a running landing process tells: metrics, health, and a port that is taken."""

from __future__ import annotations

import signal
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from compose.config import free_ports
from ingestion.broker import Partition
from ingestion.errors import IngestionError
from ingestion.landing.buffer import RangeBuffer
from ingestion.landing.commits.protocol import CommitLog
from ingestion.landing.commits.records import CommitRecord
from ingestion.landing.metrics import PartitionState
from ingestion.landing.monitor import Monitor, serving
from ingestion.landing.processes.signals import StoppedShortError, stopped_by_signals
from ingestion.landing.storage.layout import RawLayout
from tests.unit.landing_helpers import SOURCE, FakeRecord, MemoryStore, batch, contract, record

TOPIC = SOURCE.topic


class Clock:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def monitor(clock: Clock) -> Monitor:
    return Monitor([TOPIC], 60.0, lambda: 2, clock)


@pytest.fixture
def url(monitor: Monitor) -> Iterator[str]:
    """Where the monitor is served."""
    (port,) = free_ports(1)
    with serving(monitor, ("127.0.0.1", port)):
        yield f"http://127.0.0.1:{port}"


def get(url: str) -> tuple[int, str]:
    """Return status and text."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def scrape(url: str) -> dict[tuple[str, ...], float]:
    """Return every sample by name and label values, the topic's first."""
    return {
        (
            sample.name,
            *(sample.labels[name] for name in sorted(sample.labels, key="topic".__ne__)),
        ): (sample.value)
        for family in text_string_to_metric_families(get(f"{url}/metrics")[1])
        for sample in family.samples
    }


def state(**changes: object) -> PartitionState:
    values = {"lag": 7, "unread": 5, "age": 3.0, "buffered": 100, "still": 0.0, **changes}
    return PartitionState(Partition(TOPIC, 1), **values)  # type: ignore[arg-type]


def committed() -> CommitRecord:
    buffer = RangeBuffer(SOURCE, contract(), 0)
    buffer.skip(4, "retention")
    buffer.add(batch([record(4), FakeRecord(5, b"{"), FakeRecord(6, b"{}")]))
    assert buffer.reasons == {"not_json": 1, "contract_violation": 1}
    return CommitLog(MemoryStore(), RawLayout(), "w").commit(buffer.ready())


def test_counters_begin_at_zero_and_count_commits(monitor: Monitor, url: str) -> None:
    assert scrape(url)["hyperion_landing_rows_total", TOPIC] == 0
    monitor.metrics.committed(committed(), {"not_json": 1, "contract_violation": 1}, 0.3, 1e9)
    monitor.metrics.lost(TOPIC)
    found = scrape(url)
    assert found["hyperion_landing_rows_total", TOPIC] == 1
    assert found["hyperion_landing_dead_letters_total", TOPIC, "not_json"] == 1
    assert found["hyperion_landing_gap_offsets_total", TOPIC, "retention"] == 4
    assert found["hyperion_landing_gap_offsets_total", TOPIC, "log"] == 0
    assert found["hyperion_landing_files_total", TOPIC] == 2
    assert found["hyperion_landing_file_bytes_total", TOPIC] > 0
    assert found["hyperion_landing_lost_swaps_total", TOPIC] == 1
    assert found["hyperion_landing_commit_seconds_bucket", TOPIC, "0.5"] == 1
    assert found["hyperion_landing_commit_seconds_bucket", TOPIC, "0.25"] == 0
    assert found["hyperion_landing_last_commit_timestamp_seconds", TOPIC] == 1e9
    assert found["hyperion_landing_unregistered_partitions",] == 2


def test_partitions_are_told_as_they_are_when_scraped(monitor: Monitor, url: str) -> None:
    assert scrape(url)["hyperion_landing_assigned_partitions",] == 0
    monitor.watch(lambda: [state()])
    found = scrape(url)
    assert found["hyperion_landing_lag_records", TOPIC, "1"] == 7
    assert found["hyperion_landing_oldest_uncommitted_seconds", TOPIC, "1"] == 3
    assert found["hyperion_landing_buffered_bytes",] == 100
    monitor.watch(lambda: [state(lag=None)])
    assert ("hyperion_landing_lag_records", TOPIC, "1") not in scrape(url)


def test_health_is_the_reason_why_it_does_not_get_on(
    monitor: Monitor, url: str, clock: Clock
) -> None:
    assert get(f"{url}/health") == (503, "no partition is assigned to this process\n")
    monitor.watch(lambda: [state()])
    assert get(f"{url}/health") == (200, "landing\n")
    monitor.watch(lambda: [state(still=31.0)])
    assert get(f"{url}/health") == (503, "raw-things/1 did not move for 31 s\n")
    monitor.watch(lambda: [state(still=31.0, unread=0)])
    assert get(f"{url}/health")[0] == 200
    monitor.doing("committing raw-things/1")
    clock.now = 25.0
    status, text = get(f"{url}/health")
    assert (status, text.startswith("committing raw-things/1 for 25 s")) == (503, True)
    assert get(f"{url}/other")[0] == 404


def test_a_port_that_is_taken_is_told_with_the_setting(monitor: Monitor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = ("127.0.0.1", taken.getsockname()[1])
        with (
            pytest.raises(IngestionError, match=r"HYPERION_LANDING_METRICS_PORT"),
            serving(monitor, address),
        ):
            pass


def test_nothing_is_served_without_an_address(monitor: Monitor) -> None:
    before = threading.active_count()
    with serving(monitor, None):
        assert threading.active_count() == before


def signalled(number: signal.Signals, times: int, stop: threading.Event, grace: float) -> None:
    """Get a signal so many times, then wait without end."""
    with stopped_by_signals(stop, grace):
        for _ in range(times):
            signal.raise_signal(number)
            assert stop.is_set()
        threading.Event().wait(600)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_stops_and_the_second_interrupts(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(StoppedShortError, match="Nothing is lost"):
        signalled(number, 2, threading.Event(), grace=1000)
    assert signal.getsignal(number) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_after_a_signal_time_is_bounded_until_all_is_landed() -> None:
    with pytest.raises(StoppedShortError, match=r"within 0\.1 s"):
        signalled(signal.SIGTERM, 1, threading.Event(), grace=0.1)
    with stopped_by_signals(threading.Event(), grace=1000) as no_bound:
        signal.raise_signal(signal.SIGTERM)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        no_bound()
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
