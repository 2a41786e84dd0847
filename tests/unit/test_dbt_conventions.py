"""The dbt project keeps its own conventions: layers, names, descriptions, keys."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from compose.config import PROJECT_ROOT
from hyperion import diagram

Node = dict[str, Any]

NAMES = {
    "staging": re.compile(r"stg_[a-z]+__[a-z_]+s|stg_[a-z]+__[a-z_]+_daily"),
    "intermediate": re.compile(r"int_[a-z]+(_[a-z]+)*_[a-z]+ed"),
    "marts": re.compile(r"(?!stg_|int_)[a-z]+(_[a-z]+)*"),
    "exports": re.compile(r"[a-z]+(_[a-z]+)*"),
}
# What a layer may read; a seed is a lookup, and open to all but staging.
PARENTS = {
    "staging": {"source"},
    "intermediate": {"staging", "intermediate", "seed"},
    "marts": {"intermediate", "marts", "seed"},
    "exports": {"marts"},
}
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
LOGIC = re.compile(r"(?<!semi )\bjoin\b|\bgroup by\b|\bcase\b|\bover \(|\bdistinct\b")
FILLER = {"a", "an", "the", "of", "or", "and", "id", "readable", "key", "is", "it", "its", "name"}


class Project:
    """The parsed project, by kind of node."""

    def __init__(self, manifest: Node) -> None:
        self.manifest = manifest
        self.nodes: dict[str, Node] = {**manifest["nodes"], **manifest["sources"]}
        own = [node for node in self.nodes.values() if node["package_name"] == "hyperion"]
        by_kind: dict[str, list[Node]] = defaultdict(list)
        for node in own:
            by_kind[node["resource_type"]].append(node)
        self.models = by_kind["model"]
        self.tests = by_kind["test"]
        self.sources = by_kind["source"]
        self.unit_tested = {test["model"] for test in manifest["unit_tests"].values()}
        self.described = [
            node for kind in ("model", "seed", "snapshot", "source") for node in by_kind[kind]
        ]
        self.macros = [
            macro for macro in manifest["macros"].values() if macro["package_name"] == "hyperion"
        ]

    def layer(self, unique_id: str) -> str:
        """Return a model's folder under models/, or another node's kind."""
        node = self.nodes[unique_id]
        return node["fqn"][1] if node["resource_type"] == "model" else str(node["resource_type"])

    def generic_tests(self, node: Node) -> list[tuple[str, Node]]:
        """Return name and arguments of the generic tests attached to a node."""
        return [
            (test["test_metadata"]["name"], test["test_metadata"]["kwargs"])
            for test in self.tests
            if test.get("test_metadata") and test["attached_node"] == node["unique_id"]
        ]

    def in_layers(self, *layers: str) -> list[Node]:
        """Return the models of these layers."""
        return [model for model in self.models if self.layer(model["unique_id"]) in layers]


@pytest.fixture(scope="module", params=["local", "trino", "emr", "emr_trino"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    target = tmp_path_factory.mktemp("target")
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
    return Project(json.loads((target / "manifest.json").read_text()))


def test_layers_read_only_the_layer_before(project: Project) -> None:
    for model in project.models:
        allowed = PARENTS[project.layer(model["unique_id"])]
        parents = {project.layer(each) for each in model["depends_on"]["nodes"]}
        assert parents <= allowed, model["name"]


def test_names_tell_the_layer(project: Project) -> None:
    for model in project.models:
        assert NAMES[project.layer(model["unique_id"])].fullmatch(model["name"]), model["name"]


def test_descriptions_open_with_the_grain(project: Project) -> None:
    for node in project.described:
        assert node["description"].startswith("One row per "), node["unique_id"]


def test_models_are_described_in_their_own_folder(project: Project) -> None:
    for model in project.models:
        described_in = Path(model["patch_path"].split("://")[1])
        assert described_in.parent == Path(model["original_file_path"]).parent, model["name"]


def test_every_model_has_a_tested_key(project: Project) -> None:
    for node in [each for each in project.described if each["resource_type"] != "source"]:
        tests = project.generic_tests(node)
        columns = defaultdict(set)
        for name, arguments in tests:
            columns[arguments.get("column_name")].add(name)
        has_key = any({"unique", "not_null"} <= names for names in columns.values())
        assert has_key or any(name == "unique_combination" for name, _ in tests), node["name"]


def test_every_foreign_key_has_a_relationships_test(project: Project) -> None:
    for model in project.in_layers("marts"):
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
            if parent and parent != model["name"]:
                assert (column, f"ref('{parent}')") in related, f"{model['name']}.{column}"


def test_marts_and_exports_keep_a_contract(project: Project) -> None:
    for model in project.in_layers("marts", "exports"):
        assert model["contract"]["enforced"], model["name"]
        assert (model["access"], model["group"]) == ("public", model["fqn"][2]), model["name"]
        for column in model["columns"].values():
            assert column["data_type"], f"{model['name']}.{column['name']}"
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
        tested = {
            arguments.get("column_name")
            for name, arguments in project.generic_tests(model)
            if name == "accepted_values"
        }
        missing = (ENUMERATIONS & set(model["columns"])) - tested
        assert not missing, f"{model['name']}: {missing}"


def test_models_with_logic_have_a_unit_test(project: Project) -> None:
    for model in project.models:
        if LOGIC.search(model["raw_code"]):
            assert model["name"] in project.unit_tested, model["name"]


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
        assert len(lines) <= 250, model["name"]


def test_macros_are_documented_and_named_like_their_files(project: Project) -> None:
    for macro in project.macros:
        name = macro["name"].removeprefix("test_")
        if macro["name"].startswith("materialization_"):
            continue
        path = Path(macro["original_file_path"])
        # A dispatched macro keeps the bodies for each engine beside it.
        assert name == path.stem or name.partition("__")[2] == path.stem, macro["name"]
        if name == path.stem:
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
        "run: python -m hyperion.diagram"
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
