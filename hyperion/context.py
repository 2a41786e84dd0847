"""What every command starts from: the settings."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from compose.config import StackSettings
from emr.config import CloudSettings

_Settings = TypeVar("_Settings", bound=BaseSettings)


class UserError(Exception):
    """Something the user can put right; the message says how."""


def settings(**overrides: object) -> StackSettings:
    """Read the configuration of the stack from the environment.

    Args:
        overrides: Values that win over it, by the names of the fields.

    Raises:
        UserError: A value is malformed.
    """
    return _read(StackSettings, overrides)


def cloud_settings(**overrides: object) -> CloudSettings:
    """Read the configuration of the cloud from the environment.

    Args:
        overrides: Values that win over it, by the names of the fields.

    Raises:
        UserError: A value is malformed.
    """
    return _read(CloudSettings, overrides)


def _read(model: type[_Settings], overrides: dict[str, object]) -> _Settings:
    try:
        return model.model_validate(overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"]))
        raise UserError(f"HYPERION_{name.upper()}={first['input']}: {first['msg']}") from error


def webhdfs_url(config: StackSettings) -> str:
    """Return where HDFS is reached: the stack's own, or the NameNodes that were named."""
    return config.webhdfs_urls or config.webhdfs_url
