"""Provide country names and date ranges from the Unicode CLDR through Babel."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from checkin.core.text import LANGUAGES


@cache
def territories(language: str) -> Mapping[str, str]:
    """Return every country's name in a language, by its ISO 3166-1 alpha-2 code."""
    from babel import Locale  # imported here: it takes 30 ms

    names = Locale.parse(language).territories
    return {str(code): str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRY}


# CLDR territories that are not countries: groupings, and codes for unknown or invented places.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def country_name(code: str, language: str) -> str:
    """Return a country's name in a language; an unknown code is returned unchanged."""
    return territories(language).get(code, code) if code else ""


@cache
def language_name(code: str, language: str) -> str:
    """Return the name of one of the four languages in a language; any other text is returned unchanged."""
    from babel import Locale

    return str(Locale.parse(language).languages[code]) if code in LANGUAGES else code


def dates(starts: date | None, ends: date | None, language: str) -> str:
    """Return a date range as a language writes it, like ``9-20 de marzo de 2026``; empty without a first day."""
    if starts is None:
        return ""
    from babel.dates import format_date, format_interval

    if ends is None or ends == starts:
        return str(format_date(starts, "long", locale=language))
    if (starts.year, starts.month) == (ends.year, ends.month):
        # The CLDR has intervals of whole month names in some languages only.
        last = str(format_date(ends, "long", locale=language))
        return re.sub(rf"\b{ends.day}\b", f"{starts.day}–{ends.day}", last, count=1)
    return str(format_interval(starts, ends, "yMMMMd", locale=language))
