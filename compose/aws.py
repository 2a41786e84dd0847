"""Where in AWS something lives: what the stack on S3 and the cloud's commands both ask."""

import os

from pydantic import Field
from pydantic_settings import BaseSettings

DEFAULT_REGION = "us-east-1"


def _region() -> str:
    told = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return told or DEFAULT_REGION


class AwsSettings(BaseSettings):
    """Region and service. Credentials are no setting: programs look for them in AWS's own ways."""

    aws_region: str = Field(
        default_factory=_region,
        pattern="^[a-z]{2}(-[a-z]+)+-[0-9]$",
        description="region; AWS_REGION and AWS_DEFAULT_REGION are heeded too",
    )
    aws_endpoint: str | None = Field(
        None, pattern="^https?://", description="another service than AWS, such as moto's server"
    )
