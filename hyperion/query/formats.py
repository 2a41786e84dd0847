"""Print an answer as a table, CSV or JSON, row by row."""

import csv
import json
import sys
from base64 import b64encode
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hyperion import console
from hyperion.query.engines import Answer


def show(answer: Answer, style: str) -> int:
    """Print an answer to standard output and return the number of its rows.

    Args:
        answer: The columns and rows.
        style: `table`, `csv` (RFC 4180, header first) or `json` (one object a line).
    """
    if not answer.columns:
        return sum(1 for _ in answer.rows)
    return {"table": _table, "csv": _csv, "json": _json_lines}[style](answer)


def _csv(answer: Answer) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    count = 0
    for count, row in enumerate(answer.rows, 1):  # noqa: B007 - the last one is the count
        writer.writerow(["" if value is None else _text(value) for value in row])
    return count


def _json_lines(answer: Answer) -> int:
    count = 0
    for count, row in enumerate(answer.rows, 1):  # noqa: B007 - the last one is the count
        record = dict(zip(answer.columns, row, strict=True))
        sys.stdout.write(json.dumps(record, default=_text, ensure_ascii=False) + "\n")
    return count


def _table(answer: Answer) -> int:
    rows = [["null" if v is None else _text(v) for v in row] for row in answer.rows]
    console.table("", answer.columns, rows)
    return len(rows)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=_text, ensure_ascii=False)
    return str(value)
