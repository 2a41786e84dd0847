"""The main job as a user runs it, on servers of its own and a twentieth of the box office.

The tests of this module build on each other, in the order in which they stand: a fresh demo, the
same again, a correction of one document beside a malformed one, a rebuild from raw, red builds.
"""

import hashlib
import json
from urllib.request import urlopen

import duckdb
import pyarrow.parquet as pq

from ingestion.landing.storage.webhdfs import WebHdfsStore
from tests.lake import Lake

EXPORTS = [
    "boxoffice_summary",
    "characters_complete",
    "films_complete",
    "films_index",
    "franchises_complete",
    "franchises_index",
    "search_index",
    "studio_stats",
    "talent_complete",
    "top_voice_actors",
]
CORRECTED = "snow-white-and-the-seven-dwarfs"
CORRECTED_GROSS = 184_925_486


def test_the_demo_builds_the_whole_catalog(lake: Lake) -> None:
    answer = lake.run("query", "--format", "csv", "select count(*) from lake.marts.films")
    header, count = answer.stdout.splitlines()
    assert header
    assert count == "188"
    assert lake.value("select count(*) from lake.marts.studios") == 8
    assert lake.value("select count(*) from lake.marts.characters") >= 1850
    spark = lake.run(
        "query", "--engine", "spark", "--format", "csv", "select count(*) as n from marts.films"
    )
    assert spark.stdout == "n\n188\n"


def test_box_office_adds_up_to_the_cent_for_every_film_that_has_one(lake: Lake) -> None:
    assert lake.value("select count(distinct film_id) from lake.marts.box_office_daily") > 0
    different = lake.rows(
        """
        select films.film_slug, films.domestic_gross_usd, sum(daily.gross_usd)
        from lake.marts.box_office_daily as daily
        inner join lake.marts.films as films on films.film_id = daily.film_id
        group by 1, 2
        having sum(daily.gross_usd) <> films.domestic_gross_usd
        """
    )
    assert different == []


def test_exports_are_small_whole_and_as_their_manifest_says(lake: Lake) -> None:
    manifest = json.loads((lake.out / "manifest.json").read_text())
    assert [export["name"] for export in manifest["exports"]] == EXPORTS
    assert sorted(path.name for path in lake.out.iterdir()) == sorted(
        [f"{name}.parquet" for name in EXPORTS] + ["manifest.json"]
    )
    for export in manifest["exports"]:
        path = lake.out / export["file"]
        assert path.stat().st_size == export["bytes"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == export["sha256"]
        assert pq.read_metadata(path).num_rows == export["rows"] > 0
        assert pq.read_schema(path).names == [column["name"] for column in export["columns"]]
        counted = duckdb.sql("select count(*) from read_parquet($1)", params=[str(path)]).fetchone()
        assert counted == (export["rows"],)
    assert sum(export["bytes"] for export in manifest["exports"]) < 10_000_000


def test_exports_hold_what_the_marts_hold(lake: Lake) -> None:
    films = duckdb.sql(
        "select film_slug, title, studio.studio_name, domestic_gross_usd"
        f" from '{lake.out}/films_complete.parquet' order by 1"
    ).fetchall()
    assert films == lake.rows(
        "select film_slug, title, studio_name, domestic_gross_usd from lake.marts.films"
        " inner join lake.marts.studios using (studio_id) order by 1"
    )


def test_a_second_demo_publishes_nothing_and_changes_no_byte(lake: Lake) -> None:
    marts, exports = lake.mart_hashes(), lake.export_hashes()
    answer = lake.run("demo", "--size", "small")
    assert "already up" in answer.stderr
    assert any("publish " in line and " 0 " in line for line in answer.stdout.splitlines())
    assert f"{len(EXPORTS)} files, 0 changed" in answer.stdout
    assert lake.mart_hashes() == marts
    assert lake.export_hashes() == exports
    # It ends with the site of these exports, served.
    assert lake.settings.site_url in answer.stdout
    with urlopen(f"{lake.settings.site_url}/data/manifest.json", timeout=60) as page:  # noqa: S310
        manifest = page.read()
    assert manifest == (lake.out / "manifest.json").read_bytes()


def test_a_correction_arrives_in_mart_snapshot_and_export(lake: Lake) -> None:
    path = lake.settings.data_dir / "films.json"
    document = json.loads(path.read_text())
    (film,) = [each for each in document["records"] if each["film"] == CORRECTED]
    assert film["domestic_gross_usd"] == CORRECTED_GROSS - 1
    film["domestic_gross_usd"] = CORRECTED_GROSS
    document["records"].append({"film": "half-a-film", "title": 7})
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1))

    answer = lake.run("demo", "--size", "small", "--no-site")

    assert "films.json record 189" in answer.stderr
    rejects = (lake.settings.state_dir / "rejects" / "raw-films.jsonl").read_text().splitlines()
    assert [json.loads(line)["record"] for line in rejects] == [189]
    assert lake.value("select count(*) from lake.marts.films") == 188
    mart = f"select domestic_gross_usd from lake.marts.films where film_slug = '{CORRECTED}'"
    assert lake.value(mart) == CORRECTED_GROSS
    history = lake.rows(
        "select domestic_gross_usd, dbt_valid_to is null from lake.snapshots.films_history"
        f" where film_slug = '{CORRECTED}' order by dbt_valid_from"
    )
    assert history == [(CORRECTED_GROSS - 1, False), (CORRECTED_GROSS, True)]
    exported = duckdb.sql(
        f"select domestic_gross_usd from '{lake.out}/films_complete.parquet'"
        f" where film_slug = '{CORRECTED}'"
    ).fetchall()
    assert exported == [(CORRECTED_GROSS,)]
    # Other modules work their figures out of the same documents.
    document["records"].pop()
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1))


def test_after_the_correction_every_cent_is_still_there(lake: Lake) -> None:
    test_box_office_adds_up_to_the_cent_for_every_film_that_has_one(lake)


def test_a_rebuild_from_raw_gives_identical_marts_and_exports(lake: Lake) -> None:
    marts, exports = lake.mart_hashes(), lake.export_hashes()
    lake.run("build", "--full-refresh")
    assert lake.mart_hashes() == marts
    lake.run("export")
    assert lake.export_hashes() == exports


def test_the_models_unit_tests_pass(lake: Lake) -> None:
    dbt_test = ("-m", "dbt.cli.main", "test", "--select")
    lake.program(*dbt_test, "test_type:unit", "--exclude", "path:models/exports")
    lake.program(*dbt_test, "test_type:unit,path:models/exports", "--target", "trino")


def test_trino_refuses_to_build_what_spark_builds(lake: Lake) -> None:
    marts = lake.mart_hashes()
    dbt = ("-m", "dbt.cli.main", "build", "--target", "trino")
    refused = lake.program(*dbt, "--select", "films+", expect=2)
    assert "Spark builds: character_counts_by_franchise, films" in refused.stdout
    assert lake.mart_hashes() == marts


def test_a_lost_commit_record_turns_the_build_red(lake: Lake) -> None:
    ((unaccounted, landed),) = lake.rows(
        "select sum(unaccounted_count), sum(row_count) from lake.ops.landing_completeness"
    )
    assert (unaccounted, landed > 0) == (0, True)
    store = WebHdfsStore(lake.settings.webhdfs_url)
    (topic_id,) = store.list("/raw/_commits/raw-films")
    folder = f"/raw/_commits/raw-films/{topic_id.name}/0"
    first = store.list(folder)[0].name
    store.rename(f"{folder}/{first}", f"/raw/_staging/{first}")
    build = ("-m", "dbt.cli.main", "build", "--select", "path:models/staging/landing+")
    red = lake.program(*build, expect=1)
    assert "FAIL 1 assert_readers_see_every_landed_record" in red.stdout
    store.rename(f"/raw/_staging/{first}", f"{folder}/{first}")
    lake.program(*build)


def test_a_red_test_leaves_the_last_good_export_in_place(lake: Lake) -> None:
    exports = lake.export_hashes()
    with lake.restored("marts.films"):
        lake.run(
            *("query", "--engine", "spark", "--write"),
            "update marts.films set domestic_gross_usd = domestic_gross_usd + 0.01"
            " where film_id in (select film_id from marts.box_office_daily)",
        )
        lake.program("-m", "dbt.cli.main", "test", expect=1)
        refused = lake.run("export", expect=2)
    assert "assert_box_office_adds_up_to_domestic_gross" in refused.stdout
    assert "last good exports stay" in refused.stderr
    assert lake.export_hashes() == exports
