"""The dbt project keeps its own conventions: layers, names, descriptions, keys.

Those that a pattern can say are in `dbt-bouncer.yml`, those that files show without being parsed in
`test_dbt_files.py`, the others are here.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from compose.config import PROJECT_ROOT
from hyperion.dbt import diagram
from tests.unit.parsed_project import Project

KEYS_OF = {
    "character_id": "characters",
    "film_id": "films",
    "franchise_id": "franchises",
    "media_id": "media",
    "primary_media_id": "media",
    "state_code": "us_states",
    "studio_id": "studios",
    "talent_id": "talent",
}

ENUMERATIONS = {
    "credit_kind",
    "credit_type",
    "gender",
    "gender_basis",
    "kind",
    "link",
    "media_type",
    "mpaa_rating",
    "reason",
    "release_type",
    "role",
    "role_basis",
    "row_kind",
    "species_basis",
    "species_class",
    "voice_status",
}
UNITS = {"_usd": "US dollars", "_min": "minutes", "byte_count": "bytes", "_at": "UTC"}
# A model with none of these passes rows on as they are; a semi join only drops some.
LOGIC = re.compile(
    r"(?<!semi )\bjoin\b|\bgroup by\b|\bcase\b|\bover \(|\bdistinct\b|\bunion\b|\bconcat\b"
)
FILLER = {"a", "an", "the", "of", "or", "and", "id", "readable", "key", "is", "it", "its", "name"}


@pytest.fixture(scope="module", params=["local", "trino", "emr", "emr_trino"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp(request.param)
    target = folder / "target"
    arguments = ["parse", "--target", request.param]
    arguments += ["--target-path", str(target), "--log-path", str(target)]
    answer = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
    assert "WARNING" not in answer.stdout
    return Project(folder)


def test_layers_are_as_dbt_bouncer_is_told(project: Project) -> None:
    answer = subprocess.run(
        [Path(sys.executable).with_name("dbt-bouncer"), "run", "--show-all-failures"],
        cwd=PROJECT_ROOT,
        # It reads target/manifest.json of that folder; its table needs room to be readable.
        env={**os.environ, "DBT_PROJECT_DIR": str(project.folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_no_model_reads_a_snapshot(project: Project) -> None:
    for model in project.models:
        kinds = {project.nodes[each]["resource_type"] for each in model["depends_on"]["nodes"]}
        assert "snapshot" not in kinds, model["name"]


def test_descriptions_open_with_the_grain(project: Project) -> None:
    for node in project.described:
        assert node["description"].startswith("One row per "), node["unique_id"]


def test_every_model_has_a_tested_key(project: Project) -> None:
    for node in [each for each in project.described if each["resource_type"] != "source"]:
        assert project.row_rules(node)["primary_key"], node["name"]


def test_rules_of_rows_are_one_test_a_model(project: Project) -> None:
    for test in project.tests:
        if metadata := test.get("test_metadata"):
            # A statement costs far more than the rule in it.
            assert metadata["name"] in ("row_rules", "relationships"), test["name"]
        if metadata and metadata["name"] == "row_rules":
            model = project.nodes[test["attached_node"]]["name"]
            assert test["name"] == f"row_rules_{model}"


def test_every_foreign_key_has_a_relationships_test(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        related = {
            (arguments["column_name"], arguments["to"])
            for name, arguments in project.generic_tests(model)
            if name == "relationships"
        }
        for column in model["columns"]:
            parent = KEYS_OF.get(column)
            # A film is a medium, so its own key is a foreign key too.
            if column == "film_id" and model["name"] == "films":
                parent = "media"
            # An export of whole entities stands for their mart: exports may point at it.
            homes = {parent, f"{parent}_complete"}
            if parent and model["name"] not in homes:
                found = {(column, f"ref('{home}')") for home in homes} & related
                assert found, f"{model['name']}.{column}"


def test_marts_and_exports_say_whose_they_are_and_what_null_means(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        assert model["group"] == model["fqn"][2], model["name"]
        for column in model["columns"].values():
            assert re.search(r"\bnull\b|^Whether", column["description"], re.IGNORECASE), (
                f"{model['name']}.{column['name']}: say when it is null"
            )


def test_descriptions_say_more_than_the_name(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        for column in model["columns"].values():
            said = re.sub(r"Never null\.|Null [^.]*\.", "", column["description"])
            words = set(re.findall(r"[a-z0-9]+", said.lower()))
            telling = words - set(column["name"].split("_")) - FILLER
            assert len(telling) >= 2, f"{model['name']}.{column['name']}: {column['description']}"


def test_figures_have_a_unit(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        for column in model["columns"].values():
            for suffix, unit in UNITS.items():
                if column["name"].endswith(suffix):
                    assert unit in column["description"], f"{model['name']}.{column['name']}"


def test_enumerations_accept_only_their_values(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        tested = project.row_rules(model).get("accepted_values", {})
        missing = (ENUMERATIONS & set(model["columns"])) - set(tested)
        assert not missing, f"{model['name']}: {missing}"


def test_models_with_logic_have_a_unit_test(project: Project) -> None:
    for model in project.models:
        if LOGIC.search(model["raw_code"]):
            assert model["name"] in project.unit_tested, model["name"]


def test_models_fit_a_few_screens(project: Project) -> None:
    for model in project.models:
        lines = model["raw_code"].count("\n") + 1
        assert lines <= 150, f"{model['name']} has {lines} lines: take a step out of it"


def test_sources_are_fresh_or_say_why_not(project: Project) -> None:
    for source in project.sources:
        threshold = (source["freshness"] or {}).get("warn_after") or {}
        reason = source["meta"].get("without_freshness")
        assert bool(threshold.get("count")) != bool(reason), source["unique_id"]


def test_modelled_figures_say_so(project: Project) -> None:
    by_name = {model["name"]: model for model in project.models}
    for model, column in [
        ("box_office_daily", "gross_usd"),
        ("revenue_by_studio_year", "gross_usd"),
        ("boxoffice_summary", "gross_usd"),
        ("studio_stats", "gross_usd"),
        ("films_complete", "opening_week_gross_usd"),
    ]:
        description = by_name[model]["columns"][column]["description"]
        assert "odelled" in description, model
        assert "Canada" in description, model


def test_models_end_with_a_bare_select(project: Project) -> None:
    for model in project.models:
        lines = model["raw_code"].rstrip().splitlines()
        assert re.fullmatch(r"select \* from [a-z_]+", lines[-1]), model["name"]


def test_macros_are_documented_and_named_like_their_files(project: Project) -> None:
    for macro in project.macros:
        stem = Path(macro["original_file_path"]).stem
        # A dispatched macro keeps the bodies for each engine beside it.
        name = rf"(test_|[a-z]+__)?{stem}|materialization_{stem}_[a-z]+"
        assert re.fullmatch(name, macro["name"]), macro["name"]
        if macro["name"] in (stem, f"test_{stem}"):
            assert macro["description"], macro["name"]


def test_singular_tests_say_why_and_mirror_the_models(project: Project) -> None:
    singular = [test for test in project.tests if not test.get("test_metadata")]
    assert singular
    for test in singular:
        assert test["name"].startswith("assert_")
        assert test["raw_code"].startswith("-- Singular because "), test["name"]
        folder = Path(test["original_file_path"]).parent.relative_to("tests/singular")
        assert (PROJECT_ROOT / "models" / folder).is_dir(), test["original_file_path"]


def test_warnings_are_argued(project: Project) -> None:
    for test in project.tests:
        if test["config"]["severity"].lower() == "warn":
            assert "A warning, not an error: " in test["raw_code"], test["name"]


def test_the_diagram_of_the_marts_is_current(project: Project) -> None:
    assert diagram.PATH.read_text() == diagram.page(project.manifest), (
        "run: python -m hyperion.dbt.diagram"
    )


def test_every_export_and_analysis_has_an_exposure(project: Project) -> None:
    exposures = project.manifest["exposures"].values()
    exposed = {node for exposure in exposures for node in exposure["depends_on"]["nodes"]}
    assert {node["unique_id"] for node in project.in_layers("exports")} <= exposed
    names = {exposure["name"] for exposure in exposures}
    analyses = [
        node["name"] for node in project.nodes.values() if node["resource_type"] == "analysis"
    ]
    assert analyses
    assert {f"analysis_{name}" for name in analyses} <= names
    assert "site" in names
