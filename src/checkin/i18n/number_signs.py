"""Choose the decimal sign and the separator of thousands, from the Unicode CLDR through Babel.

They are those of the language. Spanish is read on both sides of a border between the two: there they are those of the
country of the course, which its time zone tells, unless ``course.toml`` chooses.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checkin.core.number_place import NumberPlace, number_place

if TYPE_CHECKING:
    from babel import Locale

_SPANISH = "es"
# Where neither the time zone nor the course says anything else.
_DEFAULT_LOCALE = "es_AR"
_NO_COUNTRIES = ("", "001", "ZZ")  # of UTC and of unknown zones


@dataclass(frozen=True, slots=True)
class NumberSigns:
    """The signs inside a number."""

    decimal: str
    thousands: str


_COMMA, _POINT = NumberSigns(",", "."), NumberSigns(".", ",")
_CHOSEN = {"comma": _COMMA, "point": _POINT}
_OF_LANGUAGES = {"en": _POINT, "fr": NumberSigns(",", "\N{NARROW NO-BREAK SPACE}")}


def number_signs(language: str) -> NumberSigns:
    """Return the signs of a language, in Spanish those of the country of the course that is open."""
    return _spanish(number_place()) if language == _SPANISH else _OF_LANGUAGES.get(language, _COMMA)


@cache
def _spanish(place: NumberPlace) -> NumberSigns:
    return _CHOSEN.get(place.decimals) or _of_zone(place.zone)


def _of_zone(zone: str) -> NumberSigns:
    from babel.core import get_global  # takes 30 ms to load, and few screens have a number with a sign

    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    symbols = _locale(country).number_symbols["latn"]
    return NumberSigns(symbols["decimal"], symbols["group"])


def _locale(country: str) -> "Locale":
    """Return the Spanish locale of a country, or the country's own where Spanish is not spoken there."""
    from babel import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    if country in _NO_COUNTRIES:
        return Locale.parse(_DEFAULT_LOCALE)
    language = _SPANISH if _SPANISH in get_official_languages(country, de_facto=True) else "und"
    try:
        return Locale.parse(f"{language}_{country}")
    except UnknownLocaleError:
        return Locale.parse(_DEFAULT_LOCALE)
