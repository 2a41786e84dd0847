"""Certificates and keys of a test's own, made with the keytool of the stack's Java."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

_QUICK = ("-J-Xshare:auto", "-J-XX:TieredStopAtLevel=1")


@dataclass(frozen=True)
class Authority:
    """One that signs certificates, and a store for each certificate that it signed.

    Attributes:
        java: The Java program; keytool lies beside it.
        folder: Where keys and certificates are kept.
        password: Protects every store; anew for each authority.
    """

    java: Path
    folder: Path
    password: str

    @property
    def certificate(self) -> Path:
        """PEM file of the authority's own certificate."""
        return self.folder / "ca.pem"

    @property
    def trusting(self) -> Path:
        """Store that holds the authority's certificate and no key."""
        return self.folder / "trusting.p12"

    def sign(self, name: str, host: str, *, days_from_now: int = 0) -> Path:
        """Return a PKCS12 store with a key and a certificate for a host.

        Args:
            name: Name of the store's file.
            host: An address or a name, written as the certificate's subject alternative name.
            days_from_now: When the certificate's two days begin.
        """
        store = self.folder / f"{name}.p12"
        # keytool signs with a key of the same store only: a copy of the authority's, which goes.
        store.write_bytes((self.folder / "ca.p12").read_bytes())
        kind = "ip" if host.replace(".", "").isdigit() else "dns"
        self._keytool("-genkeypair", "-alias", name, "-signer", "ca", "-keyalg", "EC",
            "-dname", f"CN={name}", "-ext", f"san={kind}:{host}", "-validity", "2",
            "-startdate", f"{days_from_now:+d}d", store=store)  # fmt: skip
        self._keytool("-delete", "-alias", "ca", store=store)
        return store

    def _keytool(self, command: str, *arguments: str, store: Path) -> None:
        subprocess.run(
            [str(self.java.with_name("keytool")), *_QUICK, command, *arguments]
            + ["-keystore", str(store), "-storetype", "PKCS12", "-storepass", self.password]
            + ["-noprompt"],
            check=True,
            capture_output=True,
        )


def authority(java: Path, folder: Path) -> Authority:
    """Return a new authority that nobody trusts yet."""
    folder.mkdir(parents=True)
    made = Authority(java, folder, token_hex(16))
    own = folder / "ca.p12"
    made._keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=test authority",
        "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign", "-startdate", "-10d",
        "-validity", "20", store=own)  # fmt: skip
    made._keytool("-exportcert", "-alias", "ca", "-rfc", "-file", str(made.certificate), store=own)
    made._keytool(
        "-importcert", "-alias", "ca", "-file", str(made.certificate), store=made.trusting
    )
    return made
