"""Where landed files lie."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.landing.commits.checkpoints import Chains
from ingestion.landing.storage.layout import RawLayout
from ingestion.landing.storage.webhdfs import DEFAULT_PATIENCE_SECONDS, WebHdfsStore
from ingestion.landing.storage.webhdfs_access import SIMPLE, WebHdfsAccess


@dataclass(frozen=True, slots=True)
class RawZone:
    """The landed files, for whoever works on them after landing.

    Attributes:
        webhdfs_url: The NameNode's HTTP address; several with `;` between.
        root: Folder of the landed files.
        access: How to authenticate to HDFS, and whose certificates to trust.
        patience: Seconds to ride out an HDFS that does not answer.
    """

    webhdfs_url: str
    root: str = "/raw"
    access: WebHdfsAccess = SIMPLE
    patience: float = DEFAULT_PATIENCE_SECONDS

    @property
    def layout(self) -> RawLayout:
        """Where things lie below the root."""
        return RawLayout(self.root)

    def store(self) -> WebHdfsStore:
        """Return the file system.

        Raises:
            StoreUnavailableError: HDFS does not answer.
        """
        store = WebHdfsStore(self.webhdfs_url, self.patience, self.access)
        store.probe()
        return store

    def chains(self) -> Chains:
        """Return what reads the chains of commits.

        Raises:
            StoreUnavailableError: HDFS does not answer.
        """
        return Chains(self.store(), self.layout)
