"""Source documents of films, and the contracts that their records keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingestion.contracts import load_contracts

FILMS = load_contracts()["raw-films"]
BOX_OFFICE = load_contracts()["raw-boxoffice"]


def film(slug: str, **changes: Any) -> dict[str, Any]:
    """Return a film that keeps its contract."""
    nothing = dict.fromkeys(FILMS.schema["required"])
    lists: dict[str, list[Any]] = {"directors": [], "credits": [], "conflicts": []}
    return {
        **nothing,
        **lists,
        "film": slug,
        "title": slug.title(),
        "studio": "Pixar",
        "release_date": "1995-11-22",
        "release_type": "theatrical",
        "domestic_gross_usd": 1_000_000,
        "sources": {},
        **changes,
    }


def write(data: Path, *records: object, name: str = "films.json", version: int = 1) -> Path:
    """Write a document of films."""
    path = data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {"version": version, "contract": "films"}
    path.write_text(json.dumps({"document": head, "records": records}), encoding="utf-8")
    return path
