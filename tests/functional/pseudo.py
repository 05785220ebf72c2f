"""The pseudo-language: every English text of the catalogues with brackets and accents. What stays plain is in none."""

import re
import runpy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.dates import get_day_names, get_month_names

from checkin.i18n import table_headings, translator
from checkin.i18n.cldr import country_name
from checkin.i18n.countries import search_words

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "catalogues.py"))
# Paths, addresses, options, names of files, codes of badges and seals.
_NO_WORDS = re.compile(
    r"--[\w-]+|\S*[/\\]\S*|\b[\w*]+\.(?:csv|xlsx|ods|json|html|pdf|txt|toml|db|ics|eml|svg|png)\b|\S+@\S+"
    r"|\b[BCDFGHJKLMNPQRSTVWXYZ]{12}\b|\b[0-9a-f-]{16,}\b|\b[BCDFGHJKLMNPQRSTVWXYZ]{4}-"
)
_WORD = re.compile(r"(?<![\w‹])[A-Za-z]{2,}(?!\w)")


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Speak the pseudo-language in the place of English; its catalogue is written into ``folder``."""
    SCRIPT["write_pseudo"](folder)
    before = translator.CATALOGUES
    try:
        translator.CATALOGUES = folder
        _forget()
        yield
    finally:
        translator.CATALOGUES = before
        _forget()


def _forget() -> None:
    for cached in (translator.get_translator, table_headings.word):
        cached.cache_clear()


def words_of(texts: Iterable[str]) -> set[str]:
    """The words of texts that are nobody's to translate: names, titles, keys."""
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}


def calendar_words() -> set[str]:
    """The months, the days and the countries, which are not in the catalogues."""
    found = [name for width in ("wide", "abbreviated") for name in get_month_names(width, locale="en_001").values()]
    found += [name for width in ("wide", "abbreviated") for name in get_day_names(width, locale="en_001").values()]
    codes = [code for code in map("".join, _pairs()) if country_name(code, "en") != code]
    return words_of([*found, *codes, *(country_name(code, "en") for code in codes)])


def _pairs() -> Iterator[tuple[str, str]]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return ((first, second) for first in letters for second in letters if search_words(first + second))


def plain_words(text: str, known: set[str]) -> list[str]:
    """The words with a vowel that has no accent: texts that did not go through the catalogues."""
    found = _WORD.findall(_NO_WORDS.sub(" ", text))
    return sorted({word for word in found if re.search("[aeiouAEIOU]", word) and word not in known})
