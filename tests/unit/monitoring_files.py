"""The alert rules and the dashboard, as Prometheus and Grafana read them."""

from __future__ import annotations

import json
import re

import yaml

from compose.config import PROJECT_ROOT

MONITORING = PROJECT_ROOT / "monitoring"
RULES = yaml.safe_load((MONITORING / "landing_rules.yml").read_text())["groups"][0]["rules"]


def named_metrics() -> set[str]:
    """Return the names of landing's metrics in dashboard and rules."""
    dashboard = json.loads((MONITORING / "landing_dashboard.json").read_text())
    targets = [t["expr"] for panel in dashboard["panels"] for t in panel["targets"]]
    variables = [each.get("definition", "") for each in dashboard["templating"]["list"]]
    expressions = [*targets, *variables, *(rule["expr"] for rule in RULES)]
    return set(re.findall(r"(?:hyperion_landing|process)_\w+", " ".join(expressions)))
