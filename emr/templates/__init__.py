"""CloudFormation templates, read as plain data: what is deployed, and what tests look into."""

from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, spelled out: `!Sub x` is `{"Fn::Sub": "x"}`."""


def _intrinsic(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if name == "GetAtt" else value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        raise TypeError(f"!{name} of a mapping{node.start_mark}")
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def load(name: str) -> dict[str, Any]:
    """Return a template by its file's name without `.yml`."""
    text = Path(__file__).with_name(f"{name}.yml").read_text(encoding="utf-8")
    template: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506 # a safe loader, with tags
    return template
