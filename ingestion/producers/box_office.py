"""The producer of the modelled daily box office: one unit per film."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ingestion.box_office import Run, box_office_runs, film_totals, select_films
from ingestion.contracts import Contract, load_contracts
from ingestion.errors import ContractError
from ingestion.producers.documents import DocumentRecord, fingerprint, read_documents
from ingestion.producers.harvest import Harvest, Message, Producer, Reject, Size, Unit

FILMS_TOPIC = "raw-films"


def producer(films_pattern: str) -> Producer:
    """Return the producer of the daily box office.

    Args:
        films_pattern: Glob of the film documents below the data folder.

    Returns:
        The producer.
    """
    return Producer(harvest=partial(_harvest, films_pattern), keys=_keys)


def _harvest(films_pattern: str, contract: Contract, data_dir: Path, size: Size) -> Harvest:
    films_contract = load_contracts()[FILMS_TOPIC]
    harvest = Harvest()
    records: dict[str, DocumentRecord] = {}
    for found in read_documents(films_contract, data_dir, films_pattern):
        if isinstance(found, Reject):
            harvest.rejects.append(found)
        else:
            records[found.key] = found
    totals = [total for record in records.values() if (total := film_totals(record.value))]
    harvest.alive = {total.film for total in totals}
    for run in box_office_runs(select_films(totals, size)):
        harvest.units.append(_unit(run, records[run.film], contract))
    return harvest


def _unit(run: Run, film: DocumentRecord, contract: Contract) -> Unit:
    return Unit(
        name=run.film,
        fingerprint=fingerprint(contract.version, film.document_version, run.run_id),
        source_file=film.file,
        record_number=film.number,
        document_version=film.document_version,
        count=run.run_rows,
        messages=partial(_messages, run, contract),
        detail={
            "first_date": run.first_date.isoformat(),
            "days": len(run.day_cents),
            "states": list(run.states.codes),
        },
    )


def _messages(run: Run, contract: Contract) -> Iterator[Message]:
    for row in run.rows():
        if violation := contract.violation(row):
            # The rows are our own: a wrong one is a defect here, not bad input.
            raise ContractError(
                f"Modelled row {row} of {contract.topic}: {violation.field}: {violation.error}."
            )
        yield Message(contract.key_of(row), orjson.dumps(row))


def _keys(name: str, detail: Mapping[str, Any]) -> Iterator[bytes]:
    first = date.fromisoformat(detail["first_date"])
    for age in range(detail["days"]):
        day = (first + timedelta(age)).isoformat()
        for state in detail["states"]:
            yield f"{name}|{day}|{state}".encode()
