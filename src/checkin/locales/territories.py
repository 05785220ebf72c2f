"""Countries in words, from the Unicode CLDR by way of Babel."""

from collections.abc import Mapping
from functools import cache


@cache
def territories(language: str) -> Mapping[str, str]:
    """Every country's name in a language, by its ISO 3166-1 alpha-2 code."""
    from babel import Locale  # takes 30 ms to load, and only who shows a country needs it

    names = Locale.parse(language).territories
    return {str(code): str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRY}


# CLDR territories that are no country: groupings, and codes for what is unknown or made up.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def country_name(code: str, language: str) -> str:
    """The country's name in a language, for its ISO 3166-1 alpha-2 code; a code that has none stands for itself."""
    return territories(language).get(code, code) if code else ""
