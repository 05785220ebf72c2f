"""Normalise text: fold it for comparing, clean it for display. Pure."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

LANGUAGES = ("es", "pt", "en", "fr")

# What gettext writes between the context of a text and the text.
_END_OF_CONTEXT = "\x04"

_MARKS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not decompose, but that people write without their mark.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "’": "'", "ʼ": "'"})
# Bidi embeddings, overrides and isolates, which reorder the text around them; and noncharacters, which XML (and so a
# spreadsheet) must not hold.
_NEVER = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")

# A cell that begins so, also after blanks, is a formula to a spreadsheet (OWASP, "CSV Injection"); some take the wide
# forms of East Asia as well.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

# No text needs more marks on a letter (UAX #15, "Stream-Safe Text Format"), and normalizing takes the square of them.
_MOST_MARKS = 30
# French has them before and inside its signs, and Spanish before a percent sign.
_NO_BREAK = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_HELD, _RELEASED = str.maketrans(_NO_BREAK, "\ue000\ue001"), str.maketrans("\ue000\ue001", _NO_BREAK)
# Private letters for the quotation marks around a text, until the language is known.
_OPENING, _CLOSING = "\ue002", "\ue003"
_SHORT = 100  # longer texts are not kept in a cache

_NOT_WORDS = re.compile(r"[^\w#]+|_+")


@dataclass(frozen=True, slots=True)
class TranslatableText:
    """A text and its values, kept separate so that the interface can translate it."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        text = without_context(self.text)
        return text.format(**written(self.values)) if self.values else text


@dataclass(frozen=True, slots=True)
class CountedText(TranslatableText):
    """A text for one thing and for many; the language chooses by ``n``. :func:`plural` makes it."""

    many: str = ""
    n: int = 1

    def __str__(self) -> str:
        return str(TranslatableText(self.text if self.n == 1 else self.many, self.values))


def plural(one: str, many: str, n: int, /, **values: object) -> CountedText:
    """Return the text for ``n`` things, with its values. Marks both texts for the catalogues."""
    return CountedText(one, values, many, n)


def written(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a text as English and programs write them: a time as ``2026-03-09 09:05``."""
    return {key: f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value for key, value in values.items()}


def in_language(texts: Mapping[str, str], language: str, fallback: str = "") -> str:
    """Return a text of a course in a language: that of the language, of every language, of ``fallback``, or any."""
    found = (texts.get(language), texts.get(""), texts.get(fallback), *texts.values())
    return next((text for text in found if text), "")


class DecimalText(str):
    """A number as text, with a decimal point. Among the values of a text it is written as the language does."""

    __slots__ = ()


class EnglishText(str):
    """A text that checkin, or a program that it uses, has in English. Among the values of a text it is translated."""

    __slots__ = ()


class QuotedText(str):
    """A text in quotation marks, as English has it. Among the values of a text it has those of the language.

    ``marked`` is the text with private letters for the marks. What is added to it stands outside them.
    """

    marked: str

    def __new__(cls, english: str, marked: str = "") -> "QuotedText":
        """Return a text with its marks; :func:`in_quotes` makes them."""
        made = super().__new__(cls, english)
        made.marked = marked or english
        return made

    def __add__(self, other: str) -> "QuotedText":
        return QuotedText(f"{self}{other}", self.marked + _marked(other))

    def between(self, opening: str, closing: str) -> str:
        """Return the text with the quotation marks of a language."""
        return self.marked.replace(_OPENING, opening).replace(_CLOSING, closing)


def in_quotes(text: str) -> QuotedText:
    """Return a text on one line between quotation marks, with its control characters written as ``\\x1b``."""
    shown = repr(text)
    inner = shown[1:-1].replace("\\'", "'") if '"' in text and "'" in text else shown[1:-1]
    return QuotedText(shown, f"{_OPENING}{inner}{_CLOSING}")


def with_commas(texts: Iterable[str]) -> str:
    """Return texts separated by commas. The quotation marks of each stay those of the language."""
    found = list(texts)
    joined_up = ", ".join(found)
    return QuotedText(joined_up, ", ".join(map(_marked, found))) if any(map(_is_quoted, found)) else joined_up


def _marked(text: str) -> str:
    return text.marked if isinstance(text, QuotedText) else text


def _is_quoted(text: str) -> bool:
    return isinstance(text, QuotedText)


@dataclass(frozen=True, slots=True)
class TranslatableList:
    """Several texts in one value of a message."""

    texts: tuple[TranslatableText, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.texts))


def sentence(text: str, /, **values: object) -> TranslatableText:
    """Return a text with its values. Marks the text for the catalogues."""
    return TranslatableText(text, values)


def joined(parts: Sequence[TranslatableText], separator: str = ", ") -> TranslatableText:
    """Return texts with a separator between them, each translated on its own."""
    keys = [f"part{number}" for number in range(len(parts))]
    return TranslatableText(separator.join(f"{{{key}}}" for key in keys), dict(zip(keys, parts, strict=True)))


def each_once(names: Iterable[str]) -> list[str]:
    """Return each name once, with its number where it is there more than once: ``Lunch (×3)``."""
    return [name + f" (×{n})" if n > 1 else name for name, n in Counter(names).items()]


def names_of(names: Sequence[str], most: int = 8) -> TranslatableText:
    """Return names separated by commas; beyond ``most`` only the first ones and the number of others."""
    names = each_once(names)
    shown = with_commas(names[:most])
    if len(names) <= most:
        return TranslatableText("{names}", {"names": shown})
    return sentence("{names} and {n} more", names=shown, n=len(names) - most)


def fold(text: str) -> str:
    """Return the text for comparing and searching: no accents, no case, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", limit_combining_marks(text)).casefold()
    return " ".join(_MARKS.sub("", apart).translate(_PLAIN).split())


# A list is folded several times, for its columns, its duplicates and its people.
_fold_short = lru_cache(maxsize=16384)(_fold)


def sort_key(text: str, language: str) -> tuple[str, str]:
    """Return the key by which a language sorts: accents decide between equal letters only; in Spanish Ñ is after N."""
    letters = compose(text).replace("ñ", "n~").replace("Ñ", "n~") if language == "es" else text
    return fold(letters), text


def compose(text: str) -> str:
    """Return the text composed (NFC), with at most thirty marks on a letter."""
    return unicodedata.normalize("NFC", limit_combining_marks(text))


def limit_combining_marks(text: str) -> str:
    """Remove all marks beyond thirty on one letter."""
    if len(text) <= _MOST_MARKS or text.isascii() or len(list(filter(unicodedata.combining, text))) <= _MOST_MARKS:
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Return the text for one line: composed (NFC), without control, bidi and surrogate characters."""
    # Cached, because a table repeats the same names and titles.
    composed = compose(_NEVER.sub("", text))
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in composed)
    return " ".join(kept.split())


# What a person copies: a quoted command, and one that installs a package. A private letter holds its spaces.
_COMMAND = re.compile(
    r"""['"“«](?:checkin|pip)\b[^'"”»\n]*['"”»]|\S+ -m pip install \S+|"[^"\n]+" -m pip install \S+"""
)
_HELD_SPACE = "\ue000"


def one_line(text: str) -> str:
    """Return a sentence of ours for one line, cleaned of what its values may hold. Its no-break spaces stay."""
    return clean(text.translate(_HELD)).translate(_RELEASED)


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text of at most ``width`` letters. Words and quoted commands stay whole, though longer."""
    held = _COMMAND.sub(lambda found: found[0].replace(" ", _HELD_SPACE), text)
    lines = [
        line
        for part in held.splitlines()
        for line in textwrap.wrap(part, max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return [line.replace(_HELD_SPACE, " ") for line in lines]


def printable(text: str) -> str:
    """Return the text for a terminal, with its lines and spaces but without escape and bidi characters."""
    return "".join(_shown(character) for character in _NEVER.sub("", text))


def _shown(character: str) -> str:
    return character if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") else " "


def lookup_key(text: str) -> str:
    """Return the text for looking up a heading or a word: no case, accents or punctuation; ``#`` stays."""
    return _key_of_short(text) if len(text) <= _SHORT else _key_of(text)


def _key_of(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split())


_key_of_short = lru_cache(maxsize=8192)(_key_of)


def listed(words: str) -> list[str]:
    """Split a text at its bars into lookup keys."""
    return [lookup_key(word) for word in words.split("|")]


def meanings(words: Mapping[str, str]) -> dict[str, str]:
    """Return what each lookup key means, from the words of each meaning with bars between them."""
    return {word: meaning for meaning, written in words.items() for word in listed(written)}


def slug(text: str) -> str:
    """Return the text as a part of a file name: ASCII letters and digits joined by hyphens, at most 80."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:80].strip("-")


def escape_formula(text: str) -> str:
    """Return a cell's text that no spreadsheet reads as a formula: an apostrophe marks it as text."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def translatable(text: str) -> str:
    """Return the text unchanged. Marks it for the catalogues where it is translated later."""
    return text


def in_context(context: str, text: str) -> str:
    """Return a text that other languages say in another way here than elsewhere. Marks it for the catalogues."""
    return f"{context}{_END_OF_CONTEXT}{text}"


def without_context(text: str) -> str:
    """Return the text as English says it."""
    return text.rpartition(_END_OF_CONTEXT)[2]


def capitalized(text: str) -> str:
    """Return a text with its first letter as a capital: a date at the beginning of a line."""
    return text[:1].upper() + text[1:]


# Letters of Latin-1 and Latin Extended-A, and common typographic marks: Source Sans 3 has all of them.
_PLAIN_LATIN = re.compile("[ -\u017f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]*")


def is_plain_latin(text: str) -> bool:
    """Return True if a text has only letters and marks that the typeface of all papers has."""
    return _PLAIN_LATIN.fullmatch(text) is not None
