"""Create and store the TLS certificate that a laptop shows to the phones on its network.

A browser gives the camera to a page over HTTPS alone. No authority signs for an address of a local network, so the
laptop signs for itself, and people compare the fingerprint.
"""

import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from checkin.core.errors import WebError
from checkin.system.files import write_errors
from checkin.system.self_signed import self_signed_certificate

# Safari refuses a certificate that is valid for longer (Apple, "Requirements for trusted certificates in iOS 13").
_VALID = timedelta(days=397)
_RENEWED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TlsIdentity:
    """A certificate with its key in one PEM file, and its SHA-256 fingerprint as browsers show it."""

    path: Path
    fingerprint: str

    def context(self) -> ssl.SSLContext:
        """Return the settings of a server: TLS 1.2 or newer. Raises :class:`WebError` if the file is not usable."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.path)
        except (OSError, ssl.SSLError) as error:
            raise WebError(
                "{path} is not a certificate with its key: {reason}. Give a PEM file with both.",
                path=self.path,
                reason=error.strerror or error,
            ) from None
        return context


def own_identity(path: Path, addresses: Sequence[str], now: datetime) -> TlsIdentity:
    """Return the certificate that the computer made for itself.

    A new one is made if it is missing, ends soon or lacks an address. ``now`` is aware. Raises
    :class:`WebError` if it cannot be written.
    """
    from cryptography import x509

    try:
        held = x509.load_pem_x509_certificate(path.read_bytes())
        names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        known = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
        if known >= set(addresses) and held.not_valid_before_utc <= now <= held.not_valid_after_utc - _RENEWED_BEFORE:
            return read_identity(path)
    except (OSError, ValueError, x509.ExtensionNotFound):
        pass  # there is none, or it is damaged: a new one is made
    with write_errors(path, WebError):
        made = self_signed_certificate("checkin", ("127.0.0.1", "::1", *addresses), now, valid=_VALID)
        _write(path, b"".join(made))
    return read_identity(path)


def read_identity(path: Path) -> TlsIdentity:
    """Return the certificate in a PEM file. Raises :class:`WebError` if there is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        held = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise WebError(
            "{path} is not a certificate with its key: {reason}. Give a PEM file with both.", path=path, reason=error
        ) from None
    digest = held.fingerprint(SHA256()).hex().upper()
    return TlsIdentity(path, ":".join(digest[place : place + 2] for place in range(0, len(digest), 2)))


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, completely or not at all."""
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    partial.replace(path)
