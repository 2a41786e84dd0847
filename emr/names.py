"""Names and tags of everything in the cloud, made of the prefix that templates take too."""

from typing import Literal

Kind = Literal["raw", "staging", "processed", "site"]
Stack = Literal["storage", "roles", "site"]

# Found by these, whoever made it and whatever became of the process that did.
PROJECT_TAG = "hyperion:project"
PROJECT = "hyperion"
PREFIX_TAG = "hyperion:prefix"


def bucket(prefix: str, kind: Kind) -> str:
    """Return a bucket's name."""
    return f"{prefix}-{kind}"


def stack(prefix: str, name: Stack) -> str:
    """Return a CloudFormation stack's name."""
    return f"{prefix}-{name}"


def emr_service_role(prefix: str) -> str:
    """Return the role with which EMR itself starts and ends instances."""
    return f"{prefix}-emr-service"


def spark_runner(prefix: str) -> str:
    """Return the role of a cluster's instances, and of its instance profile."""
    return f"{prefix}-spark-runner"


def tags(prefix: str) -> dict[str, str]:
    """Return the tags that everything carries."""
    return {PROJECT_TAG: PROJECT, PREFIX_TAG: prefix}


def tag_list(prefix: str, **more: str) -> list[dict[str, str]]:
    """Return the tags, and further ones, as most services take them."""
    return [{"Key": key, "Value": value} for key, value in {**tags(prefix), **more}.items()]
