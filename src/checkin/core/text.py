"""Text as people write it: folded for comparing, cleaned for showing. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not take apart, but that people leave out.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "’": "'", "ʼ": "'"})
# Bidi embeddings, overrides and isolates, which reorder what stands around them; and what Unicode has set aside to be
# no character ever, which no XML may hold, and so no spreadsheet.
_NEVER = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")

# A cell that begins so, also after blanks, is a formula to a spreadsheet (OWASP, "CSV Injection"); some take the wide
# forms of East Asia as well.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

# No text needs more marks on a letter (UAX #15, "Stream-Safe Text Format"), and normalizing takes the square of them.
_MOST_MARKS = 30

_NOT_WORDS = re.compile(r"[^\w#]+|_+")


@dataclass(frozen=True, slots=True)
class TranslatableText:
    """A text and its values, kept apart so that the interface can show it in its language."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


def fold(text: str) -> str:
    """The text for comparing and searching: no accents, no case, single spaces."""
    apart = unicodedata.normalize("NFKD", limit_combining_marks(text)).casefold()
    return " ".join(_MARKS.sub("", apart).translate(_PLAIN).split())


def compose(text: str) -> str:
    """The text composed (NFC), with no more than thirty marks on a letter."""
    return unicodedata.normalize("NFC", limit_combining_marks(text))


def limit_combining_marks(text: str) -> str:
    """The text without what is beyond thirty marks on a letter."""
    if len(text) <= _MOST_MARKS or text.isascii():
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The text for showing on one line: composed (NFC), without control, bidi and surrogate characters."""
    # Remembered, since a table says the same names and titles again and again.
    composed = compose(_NEVER.sub("", text))
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in composed)
    return " ".join(kept.split())


def printable(text: str) -> str:
    """The text for a terminal, its lines and spaces kept: without what a terminal obeys or what reorders a line."""
    return "".join(_shown(character) for character in _NEVER.sub("", text))


def _shown(character: str) -> str:
    return character if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") else " "


def lookup_key(text: str) -> str:
    """The text for looking up a heading or a word: no case, accents or punctuation; ``#`` stays."""
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split())


def listed(words: str) -> list[str]:
    """The keys of words that are written in one string, between bars."""
    return [lookup_key(word) for word in words.split("|")]


def slug(text: str) -> str:
    """The text as a part of a file name: ASCII letters and digits joined by hyphens, at most 80 of them."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:80].strip("-")


def escape_formula(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula: the apostrophe says that it is text."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def translatable(text: str) -> str:
    """The text itself: says that the catalogues hold its translation, where it is only looked up later."""
    return text
