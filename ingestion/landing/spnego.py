"""Kerberos over HTTP (SPNEGO, RFC 4559), with tickets taken from a keytab when they are needed."""

from __future__ import annotations

import threading
from typing import Any

import gssapi
import requests_gssapi

from ingestion.landing.store import StoreError


class Spnego(requests_gssapi.HTTPSPNEGOAuth):  # type: ignore[misc]
    """Answers a server's challenge with a ticket.

    Args:
        principal: Who to be; the keytab's or the ticket's own by default.
        keytab: Where to take tickets from; a ticket has to be there already by default.
    """

    def __init__(self, principal: str | None, keytab: str | None) -> None:
        # The server proves itself by its certificate, or not at all.
        super().__init__(mutual_authentication=requests_gssapi.DISABLED)
        self._principal, self._keytab = principal, keytab
        self._lock = threading.Lock()

    def generate_request_header(self, *arguments: Any, **options: Any) -> Any:
        """Return the header with which a request is repeated, from a ticket that is good.

        Raises:
            StoreError: There is no ticket, and none can be had.
        """
        # The library keeps one exchange per host, whichever thread it is for.
        with self._lock:
            try:
                # Anew for every exchange: a credential that has expired does not renew itself.
                # HDFS's cookie makes exchanges rare.
                self.creds = self._credentials()
            except gssapi.exceptions.GSSError as error:
                whose = self._keytab or "the ticket cache"
                raise StoreError(
                    f"Kerberos gives no ticket for {self._principal or 'the default principal'} "
                    f"from {whose}: {error.gen_message()}.",
                    "Check HYPERION_WEBHDFS_KEYTAB and HYPERION_WEBHDFS_PRINCIPAL with `klist -k`, "
                    "or run `kinit`.",
                ) from error
            return super().generate_request_header(*arguments, **options)

    def _credentials(self) -> gssapi.Credentials:
        name = store = None
        if self._principal:
            name = gssapi.Name(self._principal, gssapi.NameType.kerberos_principal)
        if self._keytab:
            store = {"client_keytab": self._keytab, "ccache": "MEMORY:hyperion"}
        return gssapi.Credentials(usage="initiate", name=name, store=store)
