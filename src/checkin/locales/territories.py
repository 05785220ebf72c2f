"""Countries in words, from the Unicode CLDR by way of Babel."""

from functools import cache


@cache
def _names(language: str) -> dict[str, str]:
    from babel import Locale  # takes 30 ms to load, and only who shows a country needs it

    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}


def country_name(code: str, language: str) -> str:
    """The country's name in a language, for its ISO 3166-1 alpha-2 code; a code that has none stands for itself."""
    return _names(language).get(code, code) if code else ""
