"""What HDFS says in place of a result, in the words of a store, and which of it may pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from hdfs.util import HdfsError

from ingestion.landing.storage.store import AlreadyExistsError, NotFoundError, StoreError

NEXT_STEP = "See `hyperion status` and `df -h`; `hyperion up` starts HDFS."
# What trying again cannot help. All else may pass: a NameNode that starts or stands by, DataNodes
# that have not reported or relay a broken connection, and, by the same name, a full disk.
_FINAL = {
    "AccessControlException",
    "DSQuotaExceededException",
    "IllegalArgumentException",
    "InvalidToken",
    "NSQuotaExceededException",
    "ParentNotDirectoryException",
    "SecurityException",
    "UnsupportedOperationException",
}


class PassingError(Exception):
    """The operation may succeed when tried again."""


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn the client's errors into the store's.

    Raises:
        NotFoundError: There is no such file or folder.
        AlreadyExistsError: There is one, and it may not be replaced.
        StoreError: HDFS refuses, or its certificate is refused: trying again cannot help.
        PassingError: Anything else, which trying again may help.
    """
    try:
        yield
    except HdfsError as error:
        kind, reason = error.exception, str(error).splitlines()[0].rstrip(".")
        if kind == "FileNotFoundException":
            raise NotFoundError(f"HDFS has no {path}: {reason}.") from error
        if kind == "FileAlreadyExistsException":
            raise AlreadyExistsError(f"HDFS already has {path}: {reason}.") from error
        if kind is None and "Authentication failure" in reason:
            raise StoreError(
                f"HDFS does not let us in: {reason}.",
                "See HYPERION_WEBHDFS_AUTHENTICATION and, with Kerberos, the principal and keytab.",
            ) from error
        if kind in _FINAL:
            raise StoreError(f"HDFS refused {path}: {kind}: {reason}.", NEXT_STEP) from error
        raise PassingError(reason) from error
    except requests.exceptions.SSLError as error:
        if "CERTIFICATE_VERIFY_FAILED" not in str(error):
            raise PassingError("encrypted connection refused or cut") from error
        raise StoreError(
            f"The certificate of HDFS is refused: {_certificate_fault(error)}.",
            "HYPERION_WEBHDFS_CAFILE has to name a PEM file with the authority that signed it, "
            "and the address has to be one that the certificate is for.",
        ) from error
    except requests.Timeout as error:
        raise PassingError("no answer in time") from error
    except requests.ConnectionError as error:
        raise PassingError("connection refused or cut") from error
    except (requests.RequestException, OSError) as error:
        raise PassingError(f"{type(error).__name__}: {error}") from error


def _certificate_fault(error: requests.exceptions.SSLError) -> str:
    """Return OpenSSL's words out of the layers of errors around them."""
    text = str(error).partition("certificate verify failed: ")[2]
    return text.partition(" (_ssl.c")[0].rstrip(".") or "it does not verify"
