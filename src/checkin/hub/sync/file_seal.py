"""Authenticate the lines of an exchange file with a key derived from the edition's key. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checkin.core.events import canonical


@dataclass(frozen=True, slots=True)
class FileSeal:
    """The seals of one file. A seal shows that a line comes from a kiosk of this course, not from which one.

    Each seal covers the id of the file and the whole line. An event says its own place: its segment and its number.
    """

    key: bytes
    file: str

    @classmethod
    def of(cls, edition_key: bytes, file: str) -> "FileSeal":
        """Return the seals of the file with this id."""
        derived = hashlib.blake2b(key=edition_key[:64], digest_size=32, person=b"checkin.exchange")
        return cls(derived.digest(), file)

    def sealed(self, content: Mapping[str, object]) -> str:
        """Return a line with its seal."""
        return canonical({"line": content, "seal": self._seal(canonical(content))})

    def opened(self, line: str | bytes) -> dict[str, Any]:
        """Return the content of a line. Raise :class:`ValueError` when its seal is not the right one."""
        held = json.loads(line)
        content = held.get("line") if isinstance(held, dict) else None
        if not isinstance(content, dict):
            raise ValueError("is no line of an exchange file")  # noqa: TRY004 - one kind of error for the caller
        if not hmac.compare_digest(self._seal(canonical(content)).encode(), str(held.get("seal")).encode()):
            raise ValueError("does not come from a kiosk of this course, or was changed")
        return content

    def _seal(self, text: str) -> str:
        return hmac.new(self.key, f"{self.file} {text}".encode(), hashlib.sha256).hexdigest()[:32]
