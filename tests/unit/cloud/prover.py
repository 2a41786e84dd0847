"""What a role may do by the templates' own policies, decided by iamprover and its solver Z3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3
from iamprover.engine.context import Context
from iamprover.engine.encoder import allowed
from iamprover.engine.patterns import matches_any
from iamprover.model import Principal
from iamprover.parsers.iam import parse_policy_document

ACCOUNT = "123456789012"
REGION = "eu-west-1"
# What `Ref` and `GetAtt` lead to, where a name is AWS's own choice.
_NAMES = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::StackName": "acme-site",
    "Distribution": "E2SITE",
    "RawBucket": "acme-raw",
    "StagingBucket": "acme-staging",
    "ProcessedBucket": "acme-processed",
    "Bucket": "acme-site",
}


def rendered(template: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
    """Return a template's resources with every reference replaced by what it leads to."""
    names = {**_NAMES, **parameters}
    for logical, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            role = _render(resource["Properties"]["RoleName"], names)
            names[f"{logical}.Arn"] = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        if resource["Type"] == "AWS::S3::Bucket":
            names[f"{logical}.Arn"] = f"arn:aws:s3:::{names[logical]}"
    wanted = {
        logical: resource
        for logical, resource in template["Resources"].items()
        if resource["Type"] in ("AWS::IAM::Role", "AWS::S3::BucketPolicy")
    }
    told: dict[str, Any] = _render(wanted, names)
    assert "${" not in json.dumps(told)
    return told


def _render(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_render(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    match list(value.items()):
        case [("Ref", str(name))]:
            return names[name]
        case [("Fn::GetAtt", [name, attribute])]:
            return names[f"{name}.{attribute}"]
        case [("Fn::Sub", str(text))]:
            for name, known in names.items():
                text = text.replace(f"${{{name}}}", known)
            return text
    return {key: _render(each, names) for key, each in value.items()}


def statements(resources: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every statement of the roles' own policies, with the role."""
    for logical, resource in resources.items():
        for policy in resource["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield logical, statement


@dataclass(frozen=True)
class World:
    """All roles and bucket policies together, as one account has them.

    Attributes:
        resources: The rendered roles and bucket policies.
    """

    resources: dict[str, Any]

    def allowed(self, who: str, action: str, resource: str, **context: str) -> str | None:
        """Search for any resource and context with which an action is allowed.

        Args:
            who: A role's name in the template, or another principal, such as `service:...`.
            action: The action.
            resource: The resource; `*` is whatever the solver finds.
            context: What is known of the request; the solver chooses all else that conditions
                look at. `__` is `:` in a key, and `___` is `/`.

        Returns:
            The resource and the context, or nothing if there are none.
        """
        arn, policies = who, []
        if role := self.resources.get(who):
            arn = f"arn:aws:iam::{ACCOUNT}:role/{role['Properties']['RoleName']}"
            policies = [
                parse_policy_document(each["PolicyName"], each["PolicyDocument"])
                for each in role["Properties"]["Policies"]
            ]
        buckets = [
            parse_policy_document(logical, each["Properties"]["PolicyDocument"])
            for logical, each in self.resources.items()
            if each["Type"] == "AWS::S3::BucketPolicy"
        ]
        return _search(Principal(arn, policies), action, resource, context, buckets)

    def may_assume(self, role: str, who: str, **context: str) -> bool:
        """Say whether a role's trust policy lets a principal take it on."""
        document = self.resources[role]["Properties"]["AssumeRolePolicyDocument"]
        trust = [parse_policy_document("trust", document)]
        found = _search(Principal(who, []), "sts:AssumeRole", "*", context, trust)
        return found is not None


def _search(
    principal: Principal,
    action: str,
    pattern: str,
    known: dict[str, str],
    resource_policies: list[Any],
) -> str | None:
    solver, context = z3.Solver(), Context()
    resource = z3.String("resource")
    solver.add(matches_any(resource, [pattern]))
    for key, value in known.items():
        solver.add(context.constrain(_key(key), value))
    # IAM compares actions without regard to case, and the encoder in lower case.
    name = z3.StringVal(action.lower())
    solver.add(allowed(principal, name, resource, context, resource_policies))
    answer = solver.check()
    # A proof is an answer: `unknown` is none.
    assert answer in (z3.sat, z3.unsat), f"no answer for {action}: {answer}"
    if answer == z3.unsat:
        return None
    model = solver.model()
    return f"{model.eval(resource, model_completion=True)} {context.assignments(model)}"


def _key(name: str) -> str:
    """Return a condition's key: `aws__ResourceTag___hyperion__prefix` has `:` and `/`."""
    return name.replace("___", "/").replace("__", ":")
