"""Where in AWS Hyperion lives. It loads no client, which takes a quarter of a second."""

import os

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

# CloudFront takes certificates from this region alone, wherever the site's bucket is.
CERTIFICATE_REGION = "us-east-1"


def _region() -> str:
    told = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return told or CERTIFICATE_REGION


class CloudSettings(BaseSettings):
    """Where in AWS Hyperion lives; environment variables with the prefix `HYPERION_` override."""

    model_config = SettingsConfigDict(env_prefix="HYPERION_", frozen=True)

    # The longest name made of it, a role's, has 64 characters; a bucket's has 63.
    cloud_prefix: str = Field(
        "hyperion",
        pattern="^[a-z][a-z0-9-]{1,38}[a-z0-9]$",
        description="first part of every name; buckets are named world-wide, so choose your own",
    )
    aws_region: str = Field(
        default_factory=_region,
        pattern="^[a-z]{2}(-[a-z]+)+-[0-9]$",
        description="region; AWS_REGION and AWS_DEFAULT_REGION are heeded too",
    )
    aws_endpoint: str | None = Field(
        None, pattern="^https?://", description="another service than AWS, such as moto's server"
    )
