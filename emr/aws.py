"""Clients of AWS, all made in one place from one typed configuration.

boto3 has no type hints; this module hands its clients out as what they are to us: any object.
Credentials are boto3's own business (environment, profile, instance role) and never ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
)

from emr.config import CloudSettings
from emr.errors import CloudError

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId")
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_LOG_IN = "log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret), run again"


def client(
    settings: CloudSettings, service: str, region: str | None = None, *, attempts: int = 6
) -> Any:
    """Return a client of a service; one client may be shared by threads.

    Args:
        settings: Where to.
        service: boto3's name of it, such as `s3`.
        region: Another region than the settings', for what lives in one alone.
        attempts: How often a request is sent until it is answered. One that creates what costs,
            and can't be told from its repetition, is sent once.

    Raises:
        CloudError: `AWS_PROFILE` names a profile that is not there.
    """
    # By path: names below another endpoint's host do not resolve.
    s3 = {"addressing_style": "path"} if settings.aws_endpoint else {}
    with spoken(f"connect to {service}"):
        return boto3.session.Session().client(
            service,
            region_name=region or settings.aws_region,
            endpoint_url=settings.aws_endpoint,
            config=Config(
                retries={"mode": "standard", "total_max_attempts": attempts},
                connect_timeout=10,
                read_timeout=60,
                s3=s3,
            ),
        )


@contextmanager
def spoken(doing: str) -> Iterator[None]:
    """Turn what boto3 raises into one sentence with the next step.

    Args:
        doing: What is done here, as in `create the stack x`.

    Raises:
        CloudError: AWS refused, or could not be asked.
    """
    try:
        yield
    except NoCredentialsError as error:
        raise CloudError(f"can't {doing}: no credentials for AWS; {_LOG_IN}") from error
    except ProfileNotFound as error:
        raise CloudError(f"can't {doing}: {error}; set AWS_PROFILE") from error
    except EndpointConnectionError as error:
        raise CloudError(
            f"can't {doing}: {error}; check the network, HYPERION_AWS_REGION, and that "
            "HYPERION_AWS_ENDPOINT is unset for AWS itself"
        ) from error
    except ClientError as error:
        raise CloudError(f"can't {doing}: {_refusal(error)}") from error
    except BotoCoreError as error:
        raise CloudError(f"can't {doing}: {error}") from error


def code(error: ClientError) -> str:
    """Return the code of AWS's refusal, such as `NoSuchBucket`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refusal(error: ClientError) -> str:
    said = f"{error.response.get('Error', {}).get('Message', '')} ({code(error)})"
    if code(error) in _EXPIRED:
        return f"{said}; the session is over: {_LOG_IN}"
    if code(error) in _UNKNOWN:
        return f"{said}; AWS does not know these credentials: {_LOG_IN}"
    if code(error) == "NoSuchBucket":
        return f"{said}; create the buckets: hyperion emr stacks deploy"
    if code(error) in _DENIED:
        return f"{said}; use a role that may (docs/cloud.md lists what each may do)"
    return said
