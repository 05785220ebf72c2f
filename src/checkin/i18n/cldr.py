"""Provide country names and date ranges from the Unicode CLDR through Babel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from checkin.core.text import LANGUAGES, in_language

if TYPE_CHECKING:
    from checkin.core.course import Course


@cache
def territories(language: str) -> Mapping[str, str]:
    """Return every country's name in a language, by its ISO 3166-1 alpha-2 code."""
    from babel import Locale  # imported here: it takes 30 ms

    names = Locale.parse(language).territories
    return {str(code): str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRY}


_AND = {"es": " y ", "pt": " e ", "en": " and ", "fr": " et "}
# CLDR territories that are not countries: groupings, and codes for unknown or invented places.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def country_name(code: str, language: str) -> str:
    """Return a country's name in a language, without ``&`` and ``St.``; an unknown code is returned unchanged."""
    name = territories(language).get(code, code) if code else ""
    return name.replace(" & ", _AND.get(language, " & ")).replace("St. ", "Saint ")


@cache
def language_name(code: str, language: str) -> str:
    """Return the name of one of the four languages in a language; any other text is returned unchanged."""
    from babel import Locale

    return str(Locale.parse(language).languages[code]) if code in LANGUAGES else code


def dates(starts: date | None, ends: date | None, language: str, *, in_sentence: bool = False) -> str:
    """Return a date range with full month names, like ``9–20 de marzo de 2026``; empty without a first day.

    ``in_sentence`` writes it as a part of a sentence: ``del 9 al 20 de marzo de 2026``.
    """
    if starts is None:
        return ""
    last = ends if ends is not None and ends > starts else starts
    until = long_date(last, language)
    if last == starts:
        return until
    if (starts.year, starts.month) == (last.year, last.month):
        first = _day_of_month(starts.day, language)
    else:
        first = long_date(starts, language) if starts.year != last.year else day_and_month(starts, language)
    if in_sentence and language in _RANGES:
        return _RANGES[language].format(first=first, last=until)
    return f"{first}–{until}" if " " not in first else f"{first} – {until}"


def long_date(day: date, language: str) -> str:
    """Return a day with its month in words and its year: ``9 de marzo de 2026``, ``1er mars 2026``."""
    return f"{day_and_month(day, language)}{' de ' if language in ('es', 'pt') else ' '}{day.year}"


def day_and_month(day: date, language: str) -> str:
    """Return a day with its month in words: ``9 de marzo``."""
    from babel.dates import get_month_names

    month = get_month_names("wide", locale=language)[day.month]
    return f"{_day_of_month(day.day, language)}{' de ' if language in ('es', 'pt') else ' '}{month}"


def _day_of_month(day: int, language: str) -> str:
    return f"{day}{_FIRST.get(language, '')}" if day == 1 else str(day)


_FIRST = {"pt": "º", "fr": "er"}
_RANGES = {"es": "del {first} al {last}", "pt": "de {first} a {last}", "fr": "du {first} au {last}"}
# Names for a diploma where those of the CLDR are made for lists on a screen.
_FORMAL = {
    "es": {
        "CD": "República Democrática del Congo",
        "CG": "Congo",
        "FK": "Islas Malvinas (Falkland)",
        "HK": "Hong Kong, China",
        "KP": "República Popular Democrática de Corea",
        "KR": "República de Corea",
        "MM": "Myanmar",
        "MO": "Macao, China",
        "PS": "Estado de Palestina",
        "SA": "Arabia Saudita",
    },
    "pt": {
        "CD": "República Democrática do Congo",
        "CG": "Congo",
        "FK": "Ilhas Malvinas (Falkland)",
        "HK": "Hong Kong, China",
        "KP": "República Popular Democrática da Coreia",
        "KR": "República da Coreia",
        "MM": "Mianmar",
        "MO": "Macau, China",
        "PS": "Estado da Palestina",
    },
    "en": {
        "CD": "Democratic Republic of the Congo",
        "CG": "Congo",
        "FK": "Falkland Islands (Malvinas)",
        "GS": "South Georgia and the South Sandwich Islands",
        "HK": "Hong Kong, China",
        "KP": "Democratic People’s Republic of Korea",
        "KR": "Republic of Korea",
        "MM": "Myanmar",
        "MO": "Macao, China",
        "PS": "State of Palestine",
        "VC": "Saint Vincent and the Grenadines",
    },
    "fr": {
        "CD": "République démocratique du Congo",
        "CG": "Congo",
        "FK": "Îles Malouines (Falkland)",
        "HK": "Hong Kong, Chine",
        "KP": "République populaire démocratique de Corée",
        "KR": "République de Corée",
        "MM": "Myanmar",
        "MO": "Macao, Chine",
        "PS": "État de Palestine",
    },
}


def formal_country_name(code: str, language: str, own: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return a country's name as a diploma writes it; a course's ``own`` name overrides."""
    if own and code in own:
        return in_language(own[code], language)
    if code in _FORMAL.get(language, {}):
        return _FORMAL[language][code]
    return country_name(code, language)


def printed_country(course: "Course", code: str, language: str = "") -> str:
    """Return a country's name as the papers of a course write it, in the course's language or another one."""
    from checkin.i18n.un_names import UN_NAMES

    language = language or course.language
    if course.country_names == "un" and code not in course.countries and code in UN_NAMES:
        names = dict(zip(("es", "pt", "en", "fr"), UN_NAMES[code], strict=True))
        return names.get(language, names["en"])
    return formal_country_name(code, language, course.countries)


@dataclass(frozen=True, slots=True)
class CountryName:
    """A country as a value of a message: its name in the language of the message."""

    code: str

    def __str__(self) -> str:
        return country_name(self.code, "en")
