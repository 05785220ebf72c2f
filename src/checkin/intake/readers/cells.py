"""Clean the text of one cell, for messages and for lookups. Pure."""

import re
from collections.abc import Iterable

from checkin.core.text import QuotedText, clean, compose, in_quotes

# Soft hyphens, zero-width spaces, tag characters: no name has them, and names that differ only in them look alike.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060\ufeff\U000e0000-\U000e007f]")
# These, and all that clean() takes away; not the tabs and line breaks that people put into cells.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SEPARATORS = re.compile(r"[,;/|\n]")
_QUOTED = 80
_NOTHING = frozenset({"-", "--", "—", "–", "n/a", "na", "n.a.", "s/d", "none", "null", "nan", "ninguno", "ninguna"})


def tidy(text: str) -> str:
    """Return the text on one line, composed, without invisible characters."""
    if text.isprintable():
        return " ".join(text.split()) if text.isascii() else " ".join(compose(text).split())
    return clean(_INVISIBLE.sub("", text))


def quoted(text: str) -> QuotedText:
    """Return the text as a message quotes it: at most one line, without control characters."""
    return in_quotes(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}...")


def hidden(text: str) -> str:
    """Return the first invisible character that :func:`tidy` removes, as ``U+202E``; empty if there is none."""
    found = None if text.isprintable() else _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def blank(text: str) -> bool:
    """Return True if a cell says nothing: empty, a dash, ``n/a``."""
    return not text or (len(text) < 9 and text.casefold() in _NOTHING)


def split(text: str) -> tuple[str, ...]:
    """Split at commas, semicolons, slashes, bars and line breaks; return each part once, in order."""
    return once(tidy(part) for part in _SEPARATORS.split(text))


def once(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the non-empty parts, each once, in order."""
    return tuple(dict.fromkeys(part for part in parts if part))
