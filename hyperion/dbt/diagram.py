"""The entity-relationship diagram of the marts, drawn from their relationships tests.

`python -m hyperion.dbt.diagram` writes it anew after a model or a relationship changed.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from compose.config import PROJECT_ROOT, StackSettings
from hyperion.places import target_path

Node = dict[str, Any]

PATH = PROJECT_ROOT / "docs" / "marts.md"
_HEADER = """# How the marts hang together

One line per relationships test: every value of the column on the right-hand side of the colon is
found in the table on the left. `hyperion docs` serves all columns with their descriptions. This
page is generated: `python -m hyperion.dbt.diagram`. Where it and the models differ, the code is
right.

"""


def page(manifest: Node) -> str:
    """Return the page with the diagram, as Markdown with Mermaid in it.

    Args:
        manifest: dbt's `manifest.json`.
    """
    models = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }
    relations = sorted(_relations(manifest, models))
    lines = ["erDiagram"]
    for parent, child, column in relations:
        lines.append(f"    {parent} ||--o{{ {child} : {column}")
    for node in sorted(models.values(), key=lambda each: str(each["name"])):
        lines.append(f"    {node['name']} {{")
        lines += [f"        {_type(column)} {name}" for name, column in node["columns"].items()]
        lines.append("    }")
    return _HEADER + "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _relations(manifest: Node, models: dict[str, Node]) -> Iterator[tuple[str, str, str]]:
    """Yield parent, child and column of every relationships test of a mart."""
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "relationships" and node["attached_node"] in models:
            found = re.fullmatch(r"ref\('(\w+)'\)", test["kwargs"]["to"])
            if not found:
                raise ValueError(f"a relationships test with another target than a ref: {test}")
            yield found[1], models[node["attached_node"]]["name"], test["kwargs"]["column_name"]


def _type(column: Node) -> str:
    """Return a type as one word, which is all that Mermaid takes."""
    return re.sub(r"\W.*", "", column["data_type"])


def main() -> None:
    """Write the page from the newest manifest."""
    manifest = target_path(StackSettings()) / "manifest.json"
    if not manifest.exists():
        sys.exit(f"{manifest} does not exist; run: dbt parse")
    PATH.write_text(page(json.loads(manifest.read_text())))


if __name__ == "__main__":
    main()
