"""What dbt read of the project, for the tests of its conventions."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

Node = dict[str, Any]


class Project:
    """The parsed project, by kind of node.

    Args:
        folder: Where dbt's artifacts are, in the folder `target`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = json.loads((folder / "target" / "manifest.json").read_text())
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

    def row_rules(self, node: Node) -> dict[str, Any]:
        """Return the arguments of the one test of a node's rows and keys."""
        (rules,) = [given for name, given in self.generic_tests(node) if name == "row_rules"]
        return rules

    def in_layers(self, *layers: str) -> list[Node]:
        """Return the models of these layers."""
        return [model for model in self.models if self.layer(model["unique_id"]) in layers]
