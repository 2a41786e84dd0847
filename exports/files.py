"""Where the exports' files are fetched from, by the scheme of their folder's URI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests.exceptions
from botocore.exceptions import BotoCoreError, ClientError
from hdfs import HdfsError, InsecureClient

from exports.errors import ExportError

# Readers of tables skip files that begin so, and so does this.
_HIDDEN = (".", "_")


class Files(Protocol):
    """A place of files."""

    def download(self, location: str, into: Path) -> list[Path]:
        """Copy the files of a folder.

        Args:
            location: The folder's URI.
            into: An existing local folder.

        Raises:
            ExportError: The folder can't be read.
        """


@dataclass(frozen=True)
class WebHdfsFiles:
    """HDFS.

    Attributes:
        url: The NameNode's HTTP address.
        user: The user to read as.
    """

    url: str
    user: str = "analyst"

    def download(self, location: str, into: Path) -> list[Path]:
        """Copy the files of a folder, as `Files` says.

        Raises:
            ExportError: The folder can't be read.
        """
        client = InsecureClient(self.url, user=self.user)
        folder = urlsplit(location).path
        try:
            return [
                Path(client.download(f"{folder}/{name}", str(into / name)))
                for name in sorted(client.list(folder))
                if not name.startswith(_HIDDEN)
            ]
        except (HdfsError, requests.exceptions.RequestException) as error:
            raise ExportError(f"{location} can't be read: {error}; see: hyperion status") from error


@dataclass(frozen=True)
class S3Files:
    """S3.

    Attributes:
        connect: Returns a client of S3. Making one takes half a second, which other places spare.
    """

    connect: Callable[[], Any]

    def download(self, location: str, into: Path) -> list[Path]:
        """Copy the files of a folder, as `Files` says.

        Raises:
            ExportError: The folder can't be read.
        """
        place = urlsplit(location)
        bucket, prefix = place.netloc, place.path.strip("/") + "/"
        client = self.connect()
        found = []
        try:
            for page in client.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, Prefix=prefix
            ):
                for each in page.get("Contents", []):
                    name = each["Key"].removeprefix(prefix)
                    # An object named as the folder itself marks that it is there.
                    if not name or name.startswith(_HIDDEN):
                        continue
                    client.download_file(bucket, each["Key"], str(into / name))
                    found.append(into / name)
        except (BotoCoreError, ClientError) as error:
            raise ExportError(
                f"{location} can't be read: {error}; check the credentials, and"
                " HYPERION_AWS_REGION and HYPERION_AWS_ENDPOINT"
            ) from error
        return found
