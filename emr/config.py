"""Where in AWS Hyperion lives. It loads no client, which takes a quarter of a second."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from compose.aws import AwsSettings

# CloudFront takes certificates from this region alone, wherever the site's bucket is.
CERTIFICATE_REGION = "us-east-1"


class CloudSettings(AwsSettings):
    """Where in AWS Hyperion lives; environment variables with the prefix `HYPERION_` override."""

    model_config = SettingsConfigDict(env_prefix="HYPERION_", frozen=True)

    # The longest name made of it, a role's, has 64 characters; a bucket's has 63.
    cloud_prefix: str = Field(
        "hyperion",
        pattern="^[a-z][a-z0-9-]{1,38}[a-z0-9]$",
        description="first part of every name; buckets are named world-wide, so choose your own",
    )
