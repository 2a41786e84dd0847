"""Kerberos on real servers: landing outlives its tickets, and without a good one nothing lands."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from compose.config import StackSettings
from compose.install import install
from ingestion.contracts import load_contracts
from tests.landing.kerberized_films import TOPIC, Films
from tests.landing.kerberized_hdfs import KerberizedHdfs, java_with_kerberos, kerberized_hdfs
from tests.landing.kerberos import missing, realm
from tests.landing.landing_follower import wait_until

TICKET_SECONDS = 10
LIFETIMES = 3


def silent(*_: object) -> None:
    return


def found_java() -> Path:
    """Return a Java with Kerberos; skip without what the tests need, which CI may not lack."""
    lacking, java = missing(), java_with_kerberos()
    if java is None:
        lacking.append("a Java 17 with the module jdk.security.jgss (openjdk-17-jre-headless)")
    if lacking:
        reason = f"Kerberos is not tested without {', '.join(lacking)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    assert java
    return java


@pytest.fixture(scope="module")
def hdfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KerberizedHdfs]:
    """HDFS that asks for Kerberos, and a realm with principals to land as."""
    java = found_java()
    programs = install(StackSettings(), silent)
    folder = tmp_path_factory.mktemp
    with realm(folder("realm")) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        running = kerberized_hdfs(folder("kerberized"), programs, java, made)
        try:
            running.stack.up(silent)
            yield running
        finally:
            running.stack.down(silent)


@pytest.fixture(scope="module")
def films(hdfs: KerberizedHdfs) -> Films:
    """Films on a topic, and a principal to land them as."""
    hdfs.realm.add("lander", TICKET_SECONDS)
    keytab = hdfs.realm.keytab("lander", "lander")
    contract = load_contracts()[TOPIC]
    return Films(hdfs.stack.settings, contract, "/raw", hdfs=hdfs, keytab=keytab)


def test_landing_goes_on_over_several_lifetimes_of_its_tickets(films: Films) -> None:
    record, *_ = films.on_topic()
    earlier = len(films.hdfs.realm.issued("lander"))
    with films.running(
        "land", TOPIC, "--follow", "--max-idle", "0.2", **films.by_keytab
    ) as landing:

        def is_landed() -> bool:
            assert landing.poll() is None, landing.communicate()
            return films.landed_end() == sent

        sent = films.on_topic().total()
        while lasted(films.hdfs.realm.issued("lander")[earlier:]) < LIFETIMES * TICKET_SECONDS:
            films.publish([(record.key or b"", record.value)])
            sent += 1
            wait_until(is_landed)
        landing.send_signal(signal.SIGTERM)
        _, errors = landing.communicate()
    assert landing.returncode == 0, errors
    assert films.landed() == films.on_topic()
    code, errors = films.run("verify", TOPIC, "--deep", "--no-spark", **films.by_keytab)
    assert code == 0, errors


def lasted(tickets: list[int]) -> int:
    """Seconds from the first ticket to the last."""
    return tickets[-1] - tickets[0] if tickets else 0


def test_a_kdc_that_is_away_is_waited_for(films: Films) -> None:
    films.hdfs.realm.stop()
    try:
        elsewhere = {**films.by_keytab, "HYPERION_RAW_ROOT": "/waited/raw"}
        with films.running("land", TOPIC, **elsewhere) as landing:
            assert landing.stderr
            said = next((line for line in landing.stderr if "trying again" in line), "")
            films.hdfs.realm.start()
            _, errors = landing.communicate()
    finally:
        films.hdfs.realm.start()
    assert "Cannot contact any KDC" in said
    assert landing.returncode == 0, errors


def test_a_ticket_that_was_taken_by_hand_is_good_until_it_expires(films: Films) -> None:
    ticket = films.hdfs.realm.ticket("lander", films.keytab)
    code, errors = films.run("land", TOPIC, KRB5CCNAME=ticket, HYPERION_RAW_ROOT="/ticket/raw")
    assert code == 0, errors
    wait_until(lambda: not films.hdfs.realm.is_good(ticket))
    message = r"Kerberos gives no ticket for the default principal.*expired.*Run `kinit`"
    assert_refused(films, message, KRB5CCNAME=ticket)


def test_without_a_ticket_nothing_lands(films: Films) -> None:
    assert_refused(films, r"no ticket for the default principal from the ticket cache.*Run `kinit`")
    assert_refused(
        films,
        r"no ticket for lander from the ticket cache.*Run `kinit`",
        HYPERION_WEBHDFS_PRINCIPAL="lander",
    )


def test_with_a_wrong_keytab_or_principal_nothing_lands(films: Films, tmp_path: Path) -> None:
    realm = films.hdfs.realm
    for principal in ("outdated", "removed"):
        realm.add(principal)
    outdated, removed = (str(realm.keytab(each, each)) for each in ("outdated", "removed"))
    realm.change_key("outdated")
    realm.remove("removed")
    no_keytab = tmp_path / "no.keytab"
    no_keytab.write_text("no keys")
    for keytab, principal, reason in (
        (outdated, "", "Decrypt integrity check failed"),
        (outdated, "lander", "No credentials cache found"),
        (removed, "removed", "not found in Kerberos database"),
        (str(no_keytab), "", "No credentials cache found"),
    ):
        assert_refused(
            films,
            f"Kerberos gives no ticket for .* from {keytab}.*{reason}.*`klist -k`",
            HYPERION_WEBHDFS_KEYTAB=keytab,
            HYPERION_WEBHDFS_PRINCIPAL=principal,
        )


def test_a_name_alone_lets_nobody_in(films: Films) -> None:
    message = "HDFS does not let us in.*HYPERION_WEBHDFS_AUTHENTICATION"
    assert_refused(films, message, HYPERION_WEBHDFS_AUTHENTICATION="simple")


def test_a_certificate_of_an_unknown_authority_is_refused(films: Films) -> None:
    message = "certificate of HDFS is refused: self-signed.*HYPERION_WEBHDFS_CAFILE"
    assert_refused(films, message, **films.by_keytab, HYPERION_WEBHDFS_CAFILE="")


def assert_refused(films: Films, message: str, **changes: str) -> None:
    """Landing ends with a message and nothing else, and leaves nothing on HDFS."""
    code, errors = films.run("land", TOPIC, **{"HYPERION_RAW_ROOT": "/refused/raw", **changes})
    assert code == 1
    assert re.fullmatch(f"error: [^.]*{message}.*", errors), errors
    assert films.store.status("/refused") is None
