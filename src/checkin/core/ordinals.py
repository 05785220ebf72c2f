"""Write the number of an edition as an ordinal: 38.º, 38º, 38th, 38e. Pure."""

from collections.abc import Mapping

from checkin.core.text import LANGUAGES, in_language, lookup_key

# Endings of titles that begin with a feminine word, without their accents; masculine ones that look like them.
_FEMININE = ("a", "cion", "sion", "dad", "cao", "sao", "dade", "tion", "ee", "ence", "rencontre")
_MASCULINE = ("ma", "dia")
_FIRST_YEAR = 1000
_ENGLISH = {1: "st", 2: "nd", 3: "rd"}


def ordinals(number: int, titles: Mapping[str, str]) -> Mapping[str, str]:
    """Return the ordinal of an edition in each language; its gender is that of the first word of the title there.

    A year is no ordinal.
    """
    if not 0 < number < _FIRST_YEAR:
        return {"": str(number)}
    return {language: ordinal(number, language, in_language(titles, language)) for language in LANGUAGES}


def ordinal(number: int, language: str, title: str) -> str:
    """Return an ordinal in a language, before a title."""
    feminine = _is_feminine(title)
    match language:
        case "es":
            return f"{number}.{'ª' if feminine else 'º'}"
        case "pt":
            return f"{number}{'ª' if feminine else 'º'}"
        case "fr":
            return f"{number}{'e' if number != 1 else 're' if feminine else 'er'}"
        case _:
            teens = 10 <= number % 100 <= 20
            return f"{number}{'th' if teens else _ENGLISH.get(number % 10, 'th')}"


def _is_feminine(title: str) -> bool:
    word = lookup_key(title).partition(" ")[0]
    return word.endswith(_FEMININE) and not word.endswith(_MASCULINE)
