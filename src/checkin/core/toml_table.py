"""Read one table of ``course.toml`` key by key, with errors that name the place. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkin.core.course import Role
from checkin.core.errors import CourseError
from checkin.core.text import LANGUAGES, TranslatableText, sentence
from checkin.core.time_zones import EXAMPLE_ZONE, find_zones
from checkin.core.toml_reader import shown

_MOST = 10**9
_LONGEST_TEXT = 500
_LONGEST_LETTER = 20_000
_YEARS = range(1970, 2200)


def _between(least: int, most: int) -> TranslatableText:
    return sentence("a number between {least} and {most}", least=least, most=most)


def nearest(word: str, known: Mapping[str, Any] | frozenset[str]) -> TranslatableText | str:
    close = get_close_matches(word, list(known), n=1)
    return sentence(" Did you mean {name}?", name=shown(close[0])) if close else ""


class TomlTable:
    """One table of ``course.toml``, read key by key.

    A method returns the value of a key, or its default if it is missing. It raises :class:`CourseError`, which names
    the place, for any other value.
    """

    def __init__(self, place: str, name: str, values: object, known: frozenset[str] | None) -> None:
        self._place = place
        self._name = name
        if not isinstance(values, dict):
            raise CourseError("{place}: [{name}] must be a table of keys and values.", place=place, name=name)
        self._values: dict[str, Any] = values
        for key in values:
            if name == "mail" and key == "password":
                raise CourseError(
                    "{place}: [mail] holds no password. Set CHECKIN_MAIL_PASSWORD, or type it when asked.", place=place
                )
            if known is not None and key not in known:
                raise CourseError(
                    "{place}: [{name}] has no key {key}.{hint}",
                    place=place,
                    name=name,
                    key=shown(key),
                    hint=nearest(key, known),
                )

    def fail(self, key: str, expected: TranslatableText) -> CourseError:
        """Return the error for a value that is not as expected; it names the place."""
        return CourseError(
            "{place}: [{name}] {key} must be {expected}, not {value}.",
            place=self._place,
            name=self._name,
            key=shown(key)[1:-1],
            expected=expected,
            value=shown(self._values.get(key)),
        )

    def _get(self, key: str, default: Any, kind: type | tuple[type, ...], expected: TranslatableText) -> Any:
        value = self._values.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, expected)
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a short text without blanks at its ends; empty if it is missing and not required."""
        value = str(self._get(key, "", str, sentence("text in quotes"))).strip()
        if len(value) > _LONGEST_TEXT:
            raise self.fail(key, sentence("a text of up to {most} letters", most=_LONGEST_TEXT))
        if required and not value:
            raise CourseError(
                '{place}: [{name}] {key} is missing. Write {key} = "...".', place=self._place, name=self._name, key=key
            )
        return value

    def letter(self, key: str) -> Mapping[str, str]:
        """Return the text of a letter by language; a single text stands for every language."""
        value = self._get(key, {}, (str, dict), sentence('a text, or a table like { es = "...", en = "..." }'))
        texts = {"": value} if isinstance(value, str) else dict(value)
        for language, text in texts.items():
            if language not in ("", *LANGUAGES) or not isinstance(text, str) or len(text) > _LONGEST_LETTER:
                raise self.fail(
                    key,
                    sentence(
                        "a text of up to {most} letters for {names}", most=_LONGEST_LETTER, names=", ".join(LANGUAGES)
                    ),
                )
        return texts

    def number(self, key: str) -> int | None:
        """Return a value if it is written as a whole number."""
        value = self._values.get(key)
        return value if type(value) is int else None

    def local_texts(self, key: str) -> Mapping[str, str]:
        """Return a printed text by language; the empty language stands for every language."""
        value = self._values.get(key, "")
        texts = {"": value} if isinstance(value, str) else value
        if not isinstance(texts, dict) or not all(
            language in ("", *LANGUAGES) and isinstance(text, str) for language, text in texts.items()
        ):
            raise self.fail(key, sentence('a text, or a table like { es = "...", en = "..." }'))
        if any(len(text) > _LONGEST_TEXT for text in texts.values()):
            raise self.fail(key, sentence("a text of up to {most} letters", most=_LONGEST_TEXT))
        return {language: text.strip() for language, text in texts.items() if text.strip()}

    def tables(self, key: str, known: frozenset[str]) -> "list[TomlTable]":
        """Return the tables of a list, like ``[[certificate.signatures]]``."""
        values = self._get(key, [], list, sentence("a list of tables"))
        return [TomlTable(self._place, f"{self._name}.{key}", value, known) for value in values]

    def table(self, key: str, known: frozenset[str] | None) -> "TomlTable":
        """Return a table inside this one; an empty one if it is missing."""
        return TomlTable(self._place, f"{self._name}.{key}", self._values.get(key, {}), known)

    def whereabouts(self, key: str) -> str:
        """Return the place of a key, for a message."""
        return f"{self._place}: [{self._name}] {key}"

    def keys(self) -> tuple[str, ...]:
        """Return the keys that the table has."""
        return tuple(self._values)

    def texts(self, key: str, *, among: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of short texts, each one of ``among`` if that is given; empty if it is missing."""
        values = self._get(key, [], list, sentence('a list like ["a", "b"]'))
        if not all(
            isinstance(value, str) and len(value) <= _LONGEST_TEXT and (among is None or value in among)
            for value in values
        ):
            raise self.fail(
                key,
                sentence("a list of {names}", names=", ".join(among)) if among else sentence('a list like ["a", "b"]'),
            )
        return tuple(values)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of ``choices``."""
        expected = sentence("one of {names}", names=", ".join(choices))
        value = self._get(key, default, str, expected)
        if value not in choices:
            raise self.fail(key, expected)
        return str(value)

    def whole(self, key: str, default: int, *, least: int = 0, most: int = _MOST) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value: int = self._get(key, default, int, sentence("a whole number"))
        if not least <= value <= most:
            raise self.fail(key, _between(least, most))
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        return bool(self._get(key, default, bool, sentence("true or false")))

    def fraction(self, key: str, default: Fraction, *, most: int = _MOST) -> Fraction:
        """Return a number from 0 to ``most``, exactly."""
        value = Fraction(self._get(key, default, (int, Decimal, Fraction), sentence("a number")))
        if not 0 <= value <= most:
            raise self.fail(key, _between(0, most))
        return value

    def optional_fraction(self, key: str, *, most: int = _MOST) -> Fraction | None:
        """Return a number from 0 to ``most``; None if it is missing."""
        return self.fraction(key, Fraction(0), most=most) if key in self._values else None

    def hours(self, key: str) -> str:
        """Return a number of hours as printed, ``attended``, or an empty text for the hours expected."""
        value = self._values.get(key, "")
        if isinstance(value, str):
            if value not in ("", "expected", "attended"):
                raise self.fail(key, sentence('a number, "expected" or "attended"'))
            return "" if value == "expected" else value
        return f"{float(self.fraction(key, Fraction(0))):g}"

    def date(self, key: str) -> date | None:
        """Return a day, written as a TOML date or as a text; None if it is missing."""
        value = self._values.get(key)
        convert: Callable[[str], date] = date.fromisoformat
        if isinstance(value, str) and value:
            try:
                value = convert(value)
            except ValueError:
                raise self.fail(key, sentence("a date like 2026-03-09")) from None
        if value in (None, ""):
            return None
        if not isinstance(value, date) or isinstance(value, datetime) or value.year not in _YEARS:
            raise self.fail(key, sentence("a date like 2026-03-09"))
        return value

    def timezone(self, key: str) -> ZoneInfo:
        """Return the time zone of an IANA name, which is required."""
        name = self.text(key)
        if not name:
            raise CourseError(
                '{place}: [{name}] {key} is missing. Write {key} = "America/Argentina/Buenos_Aires" or '
                "the time zone of the course.",
                place=self._place,
                name=self._name,
                key=key,
            )
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            example = (*find_zones(name).names, EXAMPLE_ZONE)[0]
            raise self.fail(key, sentence("a time zone like {example}", example=example)) from None

    def mapping(self) -> Mapping[str, str]:
        """Return the whole table; every value is a text."""
        for key in self._values:
            self._get(key, "", str, sentence("a field's name in quotes"))
        return {str(key): str(value) for key, value in self._values.items()}

    def chosen(self, choices: tuple[str, ...]) -> Mapping[str, str]:
        """Return the whole table; every value is one of ``choices``."""
        return {str(key): self.choice(key, choices, "") for key in self._values}

    def roles(self, key: str) -> Mapping[str, str]:
        """Return a text for each of some roles."""
        values = self._get(key, {}, dict, sentence('a table like { speaker = "card", staff = "" }'))
        if not all(role in tuple(Role) and isinstance(value, str) for role, value in values.items()):
            expected = sentence(
                "a table of {names} and a design's name, or an empty text for no badge", names=", ".join(Role)
            )
            raise self.fail(key, expected)
        return dict(values)

    def numbers(self, key: str) -> Mapping[str, int]:
        """Return a whole number, 0 or more, for each of some names."""
        values = self._get(key, {}, dict, sentence("a table like { lecture = 3 }"))
        if not all(type(number) is int and 0 <= number <= _MOST for number in values.values()):
            raise self.fail(key, sentence("a table like { lecture = 3 }"))
        return dict(values)
