"""Define the signed content of a certificate. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields

from checkin.core.errors import CertificateError

# Crockford's base 32: no letter that looks like a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_LENGTH = 12
_VERSION = 1
_MOST = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says of one person. Days are ISO 8601, ``country`` is ISO 3166-1 alpha-2.

    ``hours`` is a decimal number as it is printed, ``role`` one of :class:`checkin.core.course.Role`.
    """

    number: str
    name: str
    country: str
    role: str
    title: str
    edition: str
    organizer: str
    place: str
    starts: str
    ends: str
    hours: str
    language: str
    issued_on: str

    @property
    def signed(self) -> bytes:
        """Return the bytes to sign: a JSON list of the version and the values, in field order."""
        values = [_VERSION, *asdict(self).values()]
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def code(self) -> str:
        """Return the certificate code: 60 bits of a BLAKE2 hash of the signed bytes, as twelve characters."""
        bits = int.from_bytes(hashlib.blake2b(self.signed, digest_size=8).digest())
        return "".join(_LETTERS[bits >> 5 * place & 31] for place in range(_LENGTH))


def read(signed: bytes) -> CertificateFacts:
    """Return the facts of signed bytes. Raises :class:`CertificateError` if they are invalid."""
    names = [field.name for field in fields(CertificateFacts)]
    try:
        found = json.loads(signed) if len(signed) <= _MOST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) != len(names) + 1 or not all(isinstance(v, str) for v in found[1:]):
        raise CertificateError("This is not a certificate of checkin.")
    if found[0] != _VERSION:
        raise CertificateError("This certificate was made by a newer version of checkin. Verify it with that version.")
    return CertificateFacts(**dict(zip(names, found[1:], strict=True)))


def show_code(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def tidy_code(text: str) -> str:
    """Return a typed certificate code without hyphens, spaces and case; O becomes 0, I and L become 1."""
    return "".join(letter for letter in text.upper().translate(_MISREAD) if letter in _LETTERS)
