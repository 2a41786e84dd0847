"""Who we are to WebHDFS, and whose certificate it has to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import requests

from ingestion.errors import SettingsError

Authentication = Literal["simple", "kerberos"]


@dataclass(frozen=True, slots=True)
class WebHdfsAccess:
    """How to authenticate; certificates of `https` addresses are always verified.

    Attributes:
        authentication: `simple` tells a user's name, which HDFS believes; `kerberos` proves it.
        user: HDFS user to act as, with `simple`.
        principal: Kerberos principal to act as; the keytab's or the ticket's own by default.
        keytab: Keytab from which tickets are taken, and taken anew before they expire; by default
            whoever starts us keeps a ticket (`kinit`).
        cafile: PEM file of the authorities that may sign the servers' certificates; those of the
            package certifi by default.

    Raises:
        SettingsError: A setting is unknown, has no effect, or names a file that is not there.
    """

    authentication: Authentication = "simple"
    user: str = "hyperion"
    principal: str | None = None
    keytab: str | None = None
    cafile: str | None = None

    def __post_init__(self) -> None:
        """Check that the settings agree with each other and their files are there.

        Raises:
            SettingsError: One is wrong, without effect or names no file; the message names it.
        """
        if self.authentication not in get_args(Authentication):
            raise SettingsError(
                f"WebHDFS's setting authentication is {self.authentication!r}.",
                "Set HYPERION_WEBHDFS_AUTHENTICATION to simple or kerberos.",
            )
        for name in ("principal", "keytab"):
            if getattr(self, name) and self.authentication == "simple":
                raise SettingsError(
                    f"WebHDFS's setting {name} has no effect with simple authentication.",
                    f"Set HYPERION_WEBHDFS_AUTHENTICATION to kerberos, or unset "
                    f"HYPERION_WEBHDFS_{name.upper()}.",
                )
        for name in ("keytab", "cafile"):
            path = getattr(self, name)
            if path and not Path(path).is_file():
                raise SettingsError(
                    f"WebHDFS's setting {name} names {path}, which is no file.",
                    f"Correct HYPERION_WEBHDFS_{name.upper()}.",
                )

    def session(self) -> requests.Session:
        """Return a session that authenticates and verifies certificates.

        Raises:
            SettingsError: Kerberos is asked for and its library is not installed.
        """
        session = requests.Session()
        # A proxy for the internet has no business between us and HDFS.
        session.trust_env = False
        if self.cafile:
            session.verify = self.cafile
        if self.authentication == "kerberos":
            session.auth = self._spnego()
        else:
            session.params = {"user.name": self.user}
        return session

    def _spnego(self) -> requests.auth.AuthBase:
        try:
            from ingestion.landing.storage.spnego import Spnego
        except (ImportError, OSError) as error:
            raise SettingsError(
                f"WebHDFS's setting authentication is kerberos, whose library is missing: {error}.",
                "Install the extra (`pip install 'hyperion[kerberos]'`), which needs a C compiler "
                "and the headers of MIT Kerberos (Debian: gcc, libkrb5-dev).",
            ) from error
        return Spnego(self.principal, self.keytab)


SIMPLE = WebHdfsAccess()
