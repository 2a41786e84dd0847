"""Kerberos over HTTP (SPNEGO, RFC 4559), with tickets taken from a keytab when they are needed."""

from __future__ import annotations

import threading
from base64 import b64encode
from typing import Any

import gssapi
import requests_gssapi

from ingestion.landing.storage.store import StoreError

# The error's number does not tell: within SPNEGO, those of Kerberos are given others.
_NO_KDC = "Cannot contact any KDC"


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

    def generate_request_header(self, _response: Any, host: str, *_: Any) -> str:
        """Return the header with which a request is repeated, from a ticket that is good.

        Raises:
            ConnectionError: No KDC answers, which may pass.
            StoreError: There is no ticket, and none can be had.
        """
        # Tickets from a keytab are kept in one place for all threads.
        with self._lock:
            try:
                return f"Negotiate {b64encode(self._token(host)).decode()}"
            except gssapi.exceptions.GSSError as error:
                raise self._failure(error.gen_message().rpartition("): ")[2]) from error

    def _token(self, host: str) -> bytes:
        # The credential is a new one for every exchange: one that has expired does not renew
        # itself. HDFS's cookie makes exchanges rare.
        context = gssapi.SecurityContext(
            usage="initiate",
            name=gssapi.Name(f"HTTP@{host}", gssapi.NameType.hostbased_service),
            creds=self._credentials(),
            mech=requests_gssapi.SPNEGO,
        )
        return bytes(context.step())

    def _credentials(self) -> gssapi.Credentials:
        name = store = None
        if self._principal:
            name = gssapi.Name(self._principal, gssapi.NameType.kerberos_principal)
        if self._keytab:
            store = {"client_keytab": self._keytab, "ccache": "MEMORY:hyperion"}
        return gssapi.Credentials(usage="initiate", name=name, store=store)

    def _failure(self, reason: str) -> Exception:
        if _NO_KDC in reason:
            return ConnectionError(reason)
        who = self._principal or "the default principal"
        if self._keytab:
            next_step = (
                "`klist -k` tells whose keys the file of HYPERION_WEBHDFS_KEYTAB holds: they have "
                "to be those of HYPERION_WEBHDFS_PRINCIPAL, and its newest."
            )
        else:
            next_step = "Run `kinit`, or set HYPERION_WEBHDFS_KEYTAB."
        source = self._keytab or "the ticket cache"
        return StoreError(f"Kerberos gives no ticket for {who} from {source}: {reason}.", next_step)
