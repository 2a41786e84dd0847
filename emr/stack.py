"""A CloudFormation stack, as it should be and as it is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The output that tells which template and parameters a stack was made from. It is read with the
# stack itself: who deploys the site need not have the right to read templates.
FINGERPRINT = "Fingerprint"


@dataclass(frozen=True)
class Wanted:
    """A stack as it should be.

    Attributes:
        name: Its name.
        template: Its template.
        parameters: All of them.
        tags: On the stack, and on all that it makes.
    """

    name: str
    template: Mapping[str, Any]
    parameters: Mapping[str, str]
    tags: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Tell this template with these parameters and tags from any other."""
        parts = [self.template, dict(self.parameters), dict(self.tags)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def body(self) -> str:
        """The template as it is sent, with its fingerprint."""
        outputs = {**self.template.get("Outputs", {}), FINGERPRINT: {"Value": self.fingerprint}}
        return json.dumps({**self.template, "Outputs": outputs}, separators=(",", ":"))


@dataclass(frozen=True)
class Found:
    """A stack as it is."""

    name: str
    status: str
    reason: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
