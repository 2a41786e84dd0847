"""Exports: the contract is checked, the bytes are always the same, a failure publishes nothing."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.contract import ROWS_PER_GROUP, Column, Export, read_contract
from exports.errors import ExportError
from exports.rewrite import rewrite
from exports.types import arrow_type

COLUMNS = (
    Column("film_slug", "varchar", "Key."),
    Column("released", "date", "Day."),
    Column("gross_usd", "decimal(18,2)", "Dollars."),
    Column("voices", "array(row(talent varchar, credits integer))", "Who."),
)
EXPORT = Export("films", "One row per film.", COLUMNS, ("film_slug",), ("films",), ("raw-films",))


def table(*slugs: str) -> pa.Table:
    rows = [
        {
            "film_slug": slug,
            "released": date(1995, 11, 22),
            "gross_usd": Decimal("1.10"),
            "voices": [{"talent": "A", "credits": 2}],
        }
        for slug in slugs
    ]
    return pa.Table.from_pylist(rows, schema=EXPORT.schema)


def parts(folder: Path, *tables: pa.Table) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.parquet" for number in range(len(tables))]
    for path, each in zip(paths, tables, strict=True):
        pq.write_table(each, path, compression="gzip")
    return paths


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("varchar", pa.string()),
        ("decimal(18, 2)", pa.decimal128(18, 2)),
        ("array(varchar)", pa.list_(pa.string())),
        (
            "array(row(id varchar, gross decimal(18,2), of array(row(n integer))))",
            pa.list_(
                pa.struct(
                    [
                        ("id", pa.string()),
                        ("gross", pa.decimal128(18, 2)),
                        ("of", pa.list_(pa.struct([("n", pa.int32())]))),
                    ]
                )
            ),
        ),
    ],
)
def test_trino_types_become_arrow_types(spelling: str, expected: pa.DataType) -> None:
    assert arrow_type(spelling) == expected


@pytest.mark.parametrize("spelling", ["uuid", "array(", "row(a)", "decimal(18)", ""])
def test_an_unknown_type_is_named(spelling: str) -> None:
    with pytest.raises(ExportError, match=r"exports/types\.py"):
        arrow_type(spelling)


@given(order=st.permutations(["a", "b", "c", "d"]), cut=st.integers(0, 4))
def test_the_same_rows_give_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("rewrite")
    once = parts(folder / "once", table("a", "b", "c", "d"))
    rewrite(EXPORT, once, 4, folder / "once.parquet")
    again = parts(folder / "again", table(*order[:cut]), table(*order[cut:]))
    rewrite(EXPORT, again, 4, folder / "again.parquet")
    assert (folder / "once.parquet").read_bytes() == (folder / "again.parquet").read_bytes()
    assert pq.read_table(folder / "once.parquet")["film_slug"].to_pylist() == ["a", "b", "c", "d"]


def test_an_export_without_rows_is_a_file_with_columns(tmp_path: Path) -> None:
    rewrite(EXPORT, [], 0, tmp_path / "empty.parquet")
    assert pq.read_table(tmp_path / "empty.parquet").schema.names == EXPORT.schema.names


def test_another_number_of_rows_is_refused(tmp_path: Path) -> None:
    files = parts(tmp_path / "in", table("a", "b"))
    with pytest.raises(ExportError, match="recorded 3 rows, its files hold 2"):
        rewrite(EXPORT, files, 3, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    files = parts(tmp_path / "in", table("a"), table("a", "b"))
    with pytest.raises(ExportError, match="1 rows repeat a key"):
        rewrite(EXPORT, files, 3, tmp_path / "out.parquet")


def test_rows_are_grouped_as_the_contract_says(tmp_path: Path) -> None:
    files = parts(tmp_path / "in", table("c", "a", "b", "e", "d"))
    target = tmp_path / "out.parquet"
    rewrite(replace(EXPORT, rows_per_group=2), files, 5, target)
    written = pq.ParquetFile(target)
    groups = [written.read_row_group(number) for number in range(written.num_row_groups)]
    assert [group.column("film_slug").to_pylist() for group in groups] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]


def test_readers_find_a_row_by_the_statistics_of_its_key_alone(tmp_path: Path) -> None:
    files = parts(tmp_path / "in", table("a", "b"))
    target = tmp_path / "out.parquet"
    rewrite(EXPORT, files, 2, target)
    group = pq.read_metadata(target).row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    known = {column.path_in_schema: column.statistics for column in columns if column.is_stats_set}
    assert {path: (each.min, each.max) for path, each in known.items()} == {"film_slug": ("a", "b")}


def test_a_changed_type_is_refused_by_name(tmp_path: Path) -> None:
    changed = table("a").set_column(1, "released", pa.array(["1995-11-22"]))
    files = parts(tmp_path / "in", changed)
    with pytest.raises(ExportError, match=r"column released of 0\.parquet is string"):
        rewrite(EXPORT, files, 1, tmp_path / "out.parquet")


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    files = parts(tmp_path / "in", table("a").drop_columns(["gross_usd"]))
    with pytest.raises(ExportError, match="the contract says"):
        rewrite(EXPORT, files, 1, tmp_path / "out.parquet")


def test_a_torn_file_is_refused_by_name(tmp_path: Path) -> None:
    (file,) = parts(tmp_path / "in", table("a"))
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(ExportError, match=r"0\.parquet is not a whole Parquet file"):
        rewrite(EXPORT, [file], 1, tmp_path / "out.parquet")


def manifest(**config: Any) -> dict[str, Any]:
    return {
        "nodes": {
            "model.hyperion.films_complete": {
                "name": "films_complete",
                "description": "One row\nper film.",
                "original_file_path": "models/exports/films_complete.sql",
                "config": {"materialized": "parquet_export", **config},
                "columns": {
                    "film_slug": {
                        "name": "film_slug",
                        "data_type": "varchar",
                        "description": "Key.",
                    }
                },
            },
            "model.hyperion.films": {"config": {"materialized": "table"}},
        },
        "sources": {
            "source.hyperion.catalog.raw_films": {"meta": {"topic": "raw-films"}},
            "source.hyperion.ops.builds": {"meta": {}},
        },
        "parent_map": {
            "model.hyperion.films_complete": ["model.hyperion.films"],
            "model.hyperion.films": [
                "source.hyperion.catalog.raw_films",
                "source.hyperion.ops.builds",
            ],
        },
    }


def test_the_contract_comes_with_its_lineage(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest(meta={"sort_by": ["film_slug"]})))
    (export,) = read_contract(path)
    assert export.description == "One row per film."
    assert export.sort_by == ("film_slug",)
    assert export.models == ("films",)
    assert export.topics == ("raw-films",)
    assert export.rows_per_group == ROWS_PER_GROUP


def test_the_contract_says_how_many_rows_a_reader_fetches_at_once(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest(meta={"sort_by": ["film_slug"], "rows_per_group": 24})))
    (export,) = read_contract(path)
    assert export.rows_per_group == 24


@pytest.mark.parametrize("rows", [0, -1, "many", None])
def test_row_groups_of_no_size_are_named(tmp_path: Path, rows: object) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest(meta={"sort_by": ["film_slug"], "rows_per_group": rows})))
    with pytest.raises(ExportError, match=r"films_complete\.sql.*rows_per_group"):
        read_contract(path)


def test_an_export_without_an_order_is_named(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest()))
    with pytest.raises(ExportError, match=r"models/exports/films_complete\.sql"):
        read_contract(path)


def test_a_missing_manifest_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="dbt parse"):
        read_contract(tmp_path / "manifest.json")
