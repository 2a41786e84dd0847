"""A resource of moto's CloudFormation: what it asks of every kind."""

# ruff: noqa: ARG003, D102 - methods are moto's

from __future__ import annotations

from typing import Any, ClassVar

Properties = dict[str, Any]


class Resource:
    """A resource with nothing behind it but its name and its properties.

    Each subclass names CloudFormationModel itself: moto looks for direct subclasses.
    """

    kind: ClassVar[str]

    def __init__(self, name: str, properties: Properties) -> None:
        self.name = name
        self.properties = properties

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` is."""
        return self.name

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in ("Id", "DomainName", "FunctionARN")

    def get_cfn_attribute(self, attribute: str) -> str:
        return str(getattr(self, attribute.lower()))

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
        **_: Any,
    ) -> Any:
        resource = cls(resource_name, cloudformation_json["Properties"])
        resource.make(account_id, region_name)
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Resource,
        new_resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
    ) -> Any:
        original_resource.properties = cloudformation_json["Properties"]
        original_resource.change(account_id, region_name)
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Properties, account_id: str, region_name: str
    ) -> None:
        cls(resource_name, cloudformation_json["Properties"]).unmake(account_id, region_name)

    def make(self, account_id: str, region: str) -> None:
        """Create it."""

    def change(self, account_id: str, region: str) -> None:
        """Update it."""
        self.make(account_id, region)

    def unmake(self, account_id: str, region: str) -> None:
        """Delete it."""
