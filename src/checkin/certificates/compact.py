"""Encode signed certificate facts in few digits, for a small QR code. Pure.

The digits are one large number: a byte 2, the signature, and the facts as bits. Texts are in a fixed Huffman code for
the letters of the four languages; any other letter follows an escape with 21 bits. A QR code holds digits at a third
of a byte each, and a web address may hold them. ``verify.html`` reads the same form.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache

from checkin.certificates.facts import CertificateFacts
from checkin.core.course import Role
from checkin.core.errors import CertificateError
from checkin.core.text import LANGUAGES

SIGNATURE = 64
_FORM = 2
_END, _ESCAPE = "\n", "\0"
# The letters by the length of their code in bits: a canonical Huffman code.
LETTERS = {
    3: " ",
    4: "aeinor",
    5: "\ncdlst",
    6: "Mgmu",
    7: "ACIPRSbhpvzí",
    8: "\0.0123456789;BDEFGHJKLNOUfyáéó",
    9: ",-:QTVWXYZwxãèú",
    10: "()kºÁç’",
    11: "'q",
    12: '"/jà',
    13: "ê",
    14: "&ª°ÉÍÑÓÚâñôõü–",
}
_TEXTS = ("number", "name", "title", "edition", "organizer", "place", "hours")
_DAYS = ("starts", "ends", "issued_on")
_DAY_BITS, _POINT_BITS = 22, 21
_MOST_BITS, _MOST_DIGITS = 12_000, 4_000


def pack(signature: bytes, facts: CertificateFacts) -> str | None:
    """Return the digits of a signature and facts; None if the facts have another form than those of checkin."""
    try:
        bits = "".join(_bits(facts))
    except (KeyError, ValueError):
        return None
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8)
    return str(int.from_bytes(bytes([_FORM]) + signature + body)) if len(bits) <= _MOST_BITS else None


def looks_packed(text: str) -> bool:
    """Return True if a text is digits alone, and long enough to hold a signature."""
    return text.isascii() and text.isdecimal() and len(text) > 2 * SIGNATURE


def unpack(digits: str) -> tuple[bytes, CertificateFacts]:
    """Return the signature and the facts of digits. Raises :class:`CertificateError` if they are invalid."""
    wrong = CertificateError("This is not a certificate of checkin.")
    if not looks_packed(digits) or len(digits) > _MOST_DIGITS:
        raise wrong
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8)
    if data[0] != _FORM or len(data) <= SIGNATURE + 1:
        raise wrong
    bits = _Bits("".join(f"{byte:08b}" for byte in data[SIGNATURE + 1 :]))
    try:
        found = {name: bits.text() for name in _TEXTS}
        found |= {name: bits.day() for name in _DAYS}
        found["role"] = tuple(Role)[bits.number(3)].value
        found["language"] = LANGUAGES[bits.number(2)]
        found["country"] = "".join(chr(65 + bits.number(5)) for _ in range(2)) if bits.number(1) else ""
        bits.require_end()
    except (ValueError, IndexError, OverflowError):
        raise wrong from None
    return data[1 : SIGNATURE + 1], CertificateFacts(**found)


def _bits(facts: CertificateFacts) -> Iterator[str]:
    codes = _codes()
    for name in _TEXTS:
        text = getattr(facts, name)
        if _END in text or _ESCAPE in text:
            raise ValueError
        for letter in (*text, _END):
            yield codes.get(letter) or codes[_ESCAPE] + f"{ord(letter):0{_POINT_BITS}b}"
    for name in _DAYS:
        day = getattr(facts, name)
        yield f"{date.fromisoformat(day).toordinal() if day else 0:0{_DAY_BITS}b}"
    yield f"{tuple(Role).index(Role(facts.role)):03b}{LANGUAGES.index(facts.language):02b}"
    if facts.country and (len(facts.country) != 2 or not facts.country.isascii() or not facts.country.isupper()):
        raise ValueError
    yield f"{int(bool(facts.country))}" + "".join(f"{ord(letter) - 65:05b}" for letter in facts.country)


@cache
def _codes() -> dict[str, str]:
    codes, following, longest = {}, 0, 0
    for length, letters in LETTERS.items():
        following <<= length - longest
        longest = length
        for letter in letters:
            codes[letter] = f"{following:0{length}b}"
            following += 1
    return codes


@cache
def _letters() -> dict[str, str]:
    return {code: letter for letter, code in _codes().items()}


class _Bits:
    """Reads numbers, days and texts from a row of bits. Raises :class:`ValueError` at its end."""

    def __init__(self, bits: str) -> None:
        self._bits, self._at = bits, 0

    def number(self, length: int) -> int:
        self._at += length
        if self._at > len(self._bits):
            raise ValueError
        return int(self._bits[self._at - length : self._at], 2)

    def require_end(self) -> None:
        """Raise :class:`ValueError` unless less than a byte of zeros is left."""
        if len(left := self._bits[self._at :]) > 7 or "1" in left:
            raise ValueError

    def day(self) -> str:
        ordinal = self.number(_DAY_BITS)
        return date.fromordinal(ordinal).isoformat() if ordinal else ""

    def text(self) -> str:
        found = ""
        while (letter := self._letter()) != _END:
            found += chr(self.number(_POINT_BITS)) if letter == _ESCAPE else letter
        return found

    def _letter(self) -> str:
        for length in LETTERS:
            if letter := _letters().get(self._bits[self._at : self._at + length]):
                self._at += length
                return letter
        raise ValueError
