"""Generate, parse, verify and correct badge codes.

Twelve letters of sixteen consonants, 4 bits each: six random letters, five letters of a tag (the first 20 bits of
HMAC-SHA256 of the six under the edition's secret key), one check letter over the eleven. The check letter is a
Reed-Solomon check over GF(16) (one root, primitive polynomial x^4 + x + 1): each place has its own weight, so every
single wrong letter and every swap of two letters is found.

Pure. The random source is an argument, so that a test can choose it.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

ALPHABET = "BCDFGHJKLNPRSTVX"
LENGTH = 12
_RANDOM, _TAG = 6, 5

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What hands type for a letter that looks like it; scanners never send these.
_TYPED = str.maketrans({"8": "B", "5": "S", "6": "G"})
_KEPT, _LOOKED_AT = 64, 4096
_AIM_PREFIX = re.compile(r"^\s*\][A-Za-z][0-9A-Za-z]")
_ECI_MARK = re.compile(r"\\[0-9]{6}")


def _powers() -> tuple[tuple[int, ...], dict[int, int]]:
    powers = [1]
    while len(powers) < 15:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b10011 if doubled & 0b10000 else doubled)
    return tuple(powers), {power: exponent for exponent, power in enumerate(powers)}


_POWER, _LOGARITHM = _powers()


def _times_power(value: int, exponent: int) -> int:
    """Multiply ``value`` by alpha to the ``exponent`` in GF(16)."""
    return _POWER[(_LOGARITHM[value] + exponent) % 15] if value else 0


def _syndrome(letters: str) -> int:
    """Return 0 for a correct code: the sum of letter times alpha^place over all places; the check is at place 0."""
    total = 0
    for place, letter in enumerate(reversed(letters)):
        total ^= _times_power(_VALUE[letter], place)
    return total


class CodeStatus(Enum):
    """The status of a scanned text, before anybody looks up whose it is."""

    GENUINE = "genuine"
    INCOMPLETE = "incomplete"
    MISTYPED = "mistyped"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A scanned text, parsed: its letters, its status, and for a mistyped code the candidates."""

    letters: str
    shape: CodeStatus
    nearest: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Remove control and format characters, AIM prefix and ECI marks; cut to 64 characters.

    A roster's own codes are matched in this form, and foreign codes are stored in it.
    """
    kept = "".join(character for character in text[:_LOOKED_AT] if unicodedata.category(character)[0] != "C")
    kept = _ECI_MARK.sub("", _AIM_PREFIX.sub("", kept))
    return kept.strip()[:_KEPT]


def extract_letters(text: str) -> str:
    """Return the code letters of a text: upper case, look-alikes replaced, everything else dropped."""
    return "".join(letter for letter in normalise(text).upper().translate(_TYPED) if letter in _VALUE)


def format_code(code: str) -> str:
    """Return the code as people read it: ``HJPF LXRF HXNJ``. A roster's own code is unchanged."""
    if len(code) != LENGTH or any(letter not in _VALUE for letter in code):
        return code
    return " ".join(code[start : start + 4] for start in range(0, LENGTH, 4))


class EditionCodes:
    """The codes of one edition: everything that needs its secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def generate(self, choose: Callable[[int], int]) -> str:
        """Generate a new code. ``choose(n)`` returns a random number below ``n``."""
        random = "".join(ALPHABET[choose(16)] for _ in range(_RANDOM))
        eleven = random + self._tag(random)
        # Place 0 has weight 1, so the check letter is what brings the sum to zero.
        return eleven + ALPHABET[_syndrome(eleven + ALPHABET[0])]

    def read(self, text: str) -> ParsedCode:
        """Parse a scanned or typed text."""
        letters = extract_letters(text)
        if len(letters) < LENGTH:
            nearest = tuple(self._completed(letters)) if len(letters) == LENGTH - 1 else ()
            return ParsedCode(letters, CodeStatus.INCOMPLETE, nearest)
        if len(letters) > LENGTH:
            return ParsedCode(letters, CodeStatus.FOREIGN)
        if _syndrome(letters):
            return ParsedCode(letters, CodeStatus.MISTYPED, tuple(self._repaired(letters)))
        return ParsedCode(letters, CodeStatus.GENUINE if self._is_ours(letters) else CodeStatus.FOREIGN)

    def _tag(self, random: str) -> str:
        digest = hmac.digest(self._key, random.encode("ascii"), hashlib.sha256)
        bits = int.from_bytes(digest[:3], "big") >> 4
        return "".join(ALPHABET[bits >> shift & 15] for shift in range(16, -4, -4))

    def _is_ours(self, letters: str) -> bool:
        expected = self._tag(letters[:_RANDOM])
        return hmac.compare_digest(letters[_RANDOM : _RANDOM + _TAG].encode(), expected.encode())

    def _repaired(self, letters: str) -> Iterator[str]:
        """Return the genuine codes that differ by one letter or one swap. The tag rarely leaves two."""
        syndrome = _syndrome(letters)
        for index in range(LENGTH):
            place = LENGTH - 1 - index
            wrong = _times_power(syndrome, -place % 15)
            candidate = letters[:index] + ALPHABET[_VALUE[letters[index]] ^ wrong] + letters[index + 1 :]
            if self._is_ours(candidate):
                yield candidate
        for index in range(LENGTH - 1):
            candidate = letters[:index] + letters[index + 1] + letters[index] + letters[index + 2 :]
            if not _syndrome(candidate) and self._is_ours(candidate):
                yield candidate

    def _completed(self, letters: str) -> Iterator[str]:
        """Return the genuine codes from which one letter was left out."""
        seen = set()
        for index in range(LENGTH):
            for letter in ALPHABET:
                candidate = letters[:index] + letter + letters[index:]
                if not _syndrome(candidate) and candidate not in seen and self._is_ours(candidate):
                    seen.add(candidate)
                    yield candidate
