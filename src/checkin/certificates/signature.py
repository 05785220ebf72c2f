"""Sign certificates with Ed25519 (RFC 8032), so that anyone can verify them.

The key is derived from the edition's secret key, so that every station of a course signs alike. It never leaves the
record. The QR code holds the signature and the facts as digits (:mod:`checkin.certificates.compact`), those of earlier
versions as base64url, so that the public key is enough to verify.
"""

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from checkin.certificates.compact import SIGNATURE, looks_packed, pack, unpack
from checkin.certificates.facts import CertificateFacts, read
from checkin.core.errors import CertificateError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PURPOSE = b"checkin certs v1"


class CertificateSigner:
    """Signs certificates with a course's own key."""

    def __init__(self, edition_key: bytes) -> None:
        seed = hashlib.blake2b(b"", key=edition_key[:64], person=_PURPOSE, digest_size=32).digest()
        self._seed = seed

    @property
    def public(self) -> str:
        """Return the public key in base64url. It may be published anywhere."""
        return _text(self._key().public_key().public_bytes_raw())

    def seal(self, facts: CertificateFacts) -> str:
        """Return the content of a certificate's QR code."""
        signature = self._key().sign(facts.signed)
        return pack(signature, facts) or _text(signature + facts.signed)

    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed)


def verify_signature(payload: str, public: str) -> CertificateFacts:
    """Return the facts of a QR code signed with this public key. Raises :class:`CertificateError`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key, text = _bytes(public), payload_of(payload)
    if looks_packed(text):
        signature, facts = unpack(text)
        sealed = signature + facts.signed
    else:
        sealed = _bytes(text)
    if len(key) != 32:
        raise CertificateError("This is not a public key. 'checkin verify --public-key' prints the key of the course.")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(sealed[:SIGNATURE], sealed[SIGNATURE:])
    except (InvalidSignature, ValueError):
        raise CertificateError("The seal does not match: this course did not issue the certificate.") from None
    return read(sealed[SIGNATURE:])


def payload_of(text: str) -> str:
    """Return the payload of a scanned text; in a web address it follows the ``#``."""
    return "".join(text.rpartition("#")[2].split())


def looks_sealed(text: str) -> bool:
    """Return True if a text may be the payload of a certificate: no badge code is as long."""
    return len(payload_of(text)) > 4 * SIGNATURE // 3


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CertificateError("This is not a certificate of checkin.") from None
