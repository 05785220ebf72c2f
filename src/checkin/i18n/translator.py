"""Translate the texts of the interface with gettext catalogues; format dates and countries with Babel.

A text is written in English where it is used, as ``tr("in since {time}", time=...)``. Values are inserted after the
translation, so that nothing from outside is read as a format string.
"""

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Literal

from checkin.core.text import (
    CountedText,
    DecimalText,
    EnglishText,
    QuotedText,
    TranslatableList,
    TranslatableText,
    clean,
    each_once,
    one_line,
    sort_key,
    translatable,
    without_context,
)
from checkin.i18n.number_signs import number_signs

# What the commands' help does not need is imported where it is used.
if TYPE_CHECKING:
    from checkin.core.attendance_rules import AttendanceResult
    from checkin.core.errors import CheckinError, FileMessage

DOMAIN = "checkin"
# Another folder shows catalogues that are not installed: those of a translator, or the pseudo-language.
CATALOGUES = os.environ.get("CHECKIN_CATALOGUES") or os.path.dirname(__file__)  # noqa: PTH120
# The locale whose way of writing dates a language follows.
_REGIONS = {"en": "en_001", "es": "es_419", "pt": "pt_BR"}
_PERCENT_SIGNS = {"es": "\N{NO-BREAK SPACE}%", "fr": "\N{NARROW NO-BREAK SPACE}%"}
_SEMICOLONS = {"fr": "\N{NARROW NO-BREAK SPACE}; "}
_COLONS = {"fr": "\N{NO-BREAK SPACE}: "}
_QUOTATION_MARKS = {"fr": ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»")}
_FITTED = ("es", "fr")  # whose small words depend on the word after them
_FIRST_DAYS = {"pt": "1º", "fr": "1er"}


class _GroupedInt(int):
    """A whole number that ``{n:,}`` writes with the separator of a language: ``50.000``."""

    _language = "en"

    def of(self, language: str) -> "_GroupedInt":
        """Set the language."""
        self._language = language
        return self

    def __format__(self, spec: str) -> str:
        text = super().__format__(spec)
        return text.replace(",", number_signs(self._language).thousands) if "," in text else text


class Translator:
    """The texts of one language. English is the source language and needs no catalogue."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the translated text with its values."""
        told = without_context(self._catalogue.gettext(text)) if text else ""
        return self._filled(told, values) if values else told

    def plural(self, one: str, many: str, n: int, /, *, none: str = "", **values: object) -> str:
        """Return the text for ``n`` things; ``{n}`` in it is the number. ``none`` is the text for 0, if it has one."""
        told = self._catalogue.gettext(none) if none and n == 0 else self._catalogue.ngettext(one, many, n)
        return self._filled(told, {"n": n, **values})

    def _filled(self, told: str, values: Mapping[str, object]) -> str:
        shown = {key: self._shown(value) for key, value in values.items()}
        if self.language in _FITTED:
            from checkin.i18n.conjunctions import fitted

            told = fitted(told, shown, self.language)
        return told.format(**shown)

    def some(self, names: Sequence[str], *, most: int = 8, between: str = ", ") -> str:
        """Return a list of names; beyond ``most`` only the first ones and the number of others."""
        shown = each_once(map(one_line, names))
        text = (self.semicolon if between == "; " else between).join(shown[:most])
        if len(shown) <= most:
            return text
        return self(translatable("{names} and {n} more"), names=text, n=len(shown) - most)

    def any_of(self, names: Sequence[str]) -> str:
        """Return alternatives as a list: ``A, B or C``."""
        from checkin.i18n.conjunctions import any_of

        return any_of(names, self.region)

    @property
    def semicolon(self) -> str:
        """Return the separator of two clauses: a semicolon with the blanks of the language."""
        return _SEMICOLONS.get(self.language, "; ")

    @property
    def colon(self) -> str:
        """Return the separator of a heading and its text: a colon with the blanks of the language."""
        return _COLONS.get(self.language, ": ")

    def error(self, error: "CheckinError") -> str:
        """Return the message of an error in this language, if it is translated."""
        from checkin.core.errors import IntakeError

        if isinstance(error, IntakeError):
            return "\n".join(map(self.file_message, error.problems))
        return self.sentence(error)

    def file_message(self, said: "FileMessage") -> str:
        """Return a problem or a notice of an input file with its place."""
        place, reason = ", ".join(map(self.sentence, said.place())), self.sentence(said.reason)
        return self(translatable("{place}: {reason}"), place=place, reason=reason) if place else reason

    def sentence(self, said: "CheckinError | TranslatableText") -> str:
        """Return a text in this language; the texts among its values are translated too."""
        return self._said(said, {key: self._value(value) for key, value in said.values.items()})

    def _said(self, said: "CheckinError | TranslatableText", values: dict[str, object]) -> str:
        if isinstance(said, CountedText):
            return self._filled(self._catalogue.ngettext(said.text, said.many, said.n), values)
        return self(said.text, **values)

    def _value(self, value: object) -> object:
        from checkin.core.errors import CheckinError
        from checkin.i18n.cldr import CountryName

        if isinstance(value, CheckinError):
            return self.error(value)
        if isinstance(value, TranslatableText):
            return self.sentence(value)
        if isinstance(value, TranslatableList):
            return self.semicolon.join(map(self.sentence, value.texts))
        if isinstance(value, CountryName):
            return self.country(value.code)
        if isinstance(value, datetime):
            return self.moment(value)
        return self.long_date(value) if type(value) is date else value

    def reason(self, figures: "AttendanceResult") -> str:
        """Return a person's sum and the deciding rule in words, as ``figures.reason`` does in English."""
        return self.semicolon.join(", ".join(map(self._part, clause)) for clause in figures.clauses)

    def clause(self, clause: Sequence[TranslatableText]) -> str:
        """Return the parts of a clause in this language, joined by commas."""
        return ", ".join(map(self._part, clause))

    def _part(self, said: TranslatableText) -> str:
        # A role or a status among the values is a word of ours; anything else is put in as it is.
        return self._said(said, {key: self._word(value) for key, value in said.values.items()})

    def _word(self, value: object) -> object:
        if isinstance(value, Enum):
            return self(value.value)
        return self.date(value) if isinstance(value, date) else value

    def sort_key(self, text: str) -> tuple[str, str]:
        """Return the key by which this language sorts names."""
        return sort_key(text, self.language)

    def country(self, code: str) -> str:
        """Return the name of a country from its ISO 3166-1 alpha-2 code."""
        from checkin.i18n.cldr import country_name

        return country_name(code, self.language)

    def recorded(self, text: str | None) -> str:
        """Return a text of checkin's that is stored or sent in English in this language, any other as it is."""
        from checkin.i18n.english_texts import in_words

        return one_line(in_words(clean(text or ""), self, get_translator))

    def _shown(self, value: object) -> object:
        if isinstance(value, (EnglishText, Exception)):
            return self.recorded(str(value))
        if self.language == "en":
            return value
        if type(value) is int:
            return _GroupedInt(value).of(self.language)
        if isinstance(value, DecimalText):
            return self.decimal(value)
        if isinstance(value, QuotedText):
            return value.between(*_QUOTATION_MARKS.get(self.language, ("“", "”")))
        if not isinstance(value, str):
            return value
        from checkin.i18n.system_reasons import system_reason

        return self(reason) if (reason := system_reason(value)) else value

    def decimal(self, number: str) -> str:
        """Return a number as the language writes it, in Spanish with the decimal sign of the course's country."""
        return number.replace(".", number_signs(self.language).decimal)

    def table_day(self, day: date) -> str:
        """Return a day and its month as tables have it: ``09/03``, in English ``9 Mar``."""
        return self.day(day) if self.language == "en" else f"{day:%d/%m}"

    def table_date(self, day: date) -> str:
        """Return a day with its year as tables have it: ``09/03/2026``, in English ``9 Mar 2026``."""
        return f"{self.day(day)} {day.year}" if self.language == "en" else f"{day:%d/%m/%Y}"

    def table_time(self, moment: datetime) -> str:
        """Return the day and the time of a moment on the course's clock as tables have it: ``09/03 16:15``."""
        return f"{self.table_day(moment.date())} {moment:%H:%M}"

    def percent(self, number: str) -> str:
        """Return a percentage with its sign: ``20,7 %`` in Spanish and French, ``20,7%`` in Portuguese."""
        return f"{self.decimal(number)}{_PERCENT_SIGNS.get(self.language, '%')}" if number != "-" else number

    def moment(self, at: datetime) -> str:
        """Return a date with its year and its time: ``09/03/2026 09:05``, in English ``9 Mar 2026 09:05``."""
        return f"{self.table_date(at.date())} {at:%H:%M}"

    def day(self, day: date) -> str:
        """Return a day and its month, short: ``9 mar``, in Portuguese ``9/3``."""
        return f"{day.day}/{day.month}" if self.language == "pt" else self._skeleton("MMMd", day)

    def weekday(self, day: date) -> str:
        """Return a day with its weekday: ``lun 9 mar``, in Portuguese ``seg., 9/3``."""
        text = self._skeleton("MMMEd", day)
        return f"{text.partition(',')[0]}, {self.day(day)}" if self.language == "pt" else text

    def long_day(self, day: date) -> str:
        """Return a day with its month in words: ``9 de marzo``, ``1er mars``."""
        return self._skeleton("MMMMd", day)

    def long_date(self, day: date) -> str:
        """Return a day with its month in words and its year: ``9 de marzo de 2026``."""
        return self._formatted("long", day)

    def _skeleton(self, skeleton: str, day: date) -> str:
        from babel.dates import format_skeleton  # takes 30 ms to load, and most days are today

        return self._as_written(day, format_skeleton(skeleton, day, locale=self.region))

    def _formatted(self, form: Literal["long", "full"], day: date) -> str:
        from babel.dates import format_date

        return self._as_written(day, format_date(day, form, locale=self.region))

    @property
    def region(self) -> str:
        """The CLDR locale whose way of writing dates the language follows."""
        return _REGIONS.get(self.language, self.language)

    @property
    def first_day(self) -> str:
        """The first of a month: ``1``, ``1º``, ``1er``."""
        return _FIRST_DAYS.get(self.language, "1")

    def _as_written(self, day: date, text: str) -> str:
        """Return a date as people write it: its first of the month, and no comma after a weekday but in Portuguese."""
        if self.language != "pt":
            text = text.replace(", ", " ")
        return re.sub(r"\b1\b", self.first_day, text, count=1) if day.day == 1 else text

    def date(self, day: date) -> str:
        """Return a day in full: ``lunes 9 de marzo de 2026``."""
        return self._formatted("full", day)


@cache
def get_translator(language: str) -> Translator:
    """Return the translator of ``es``, ``pt``, ``en`` or ``fr``; English for any other language."""
    return Translator(language)
