"""English words: those of the English texts that no translation has."""

import re
from collections.abc import Iterable
from functools import cache

from tests.functional.pseudo import SCRIPT

_WORD = re.compile(r"(?<![\w{%/.-])[A-Za-z]{3,}(?![\w}]|\.\w)")
# Keys and commands, which are typed as they are.
_QUOTED = re.compile(
    r"--[\w-]+|'checkin [^']*'|\[\w+\]|\S+@\S+|\S*[/\\]\S*|\b[A-Z]{12}\b|\b[A-Z]{4} [A-Z]{4} [A-Z]{4}\b"
)


def words(text: str) -> set[str]:
    """The words of a text in small letters; no keys, options, paths and codes."""
    return {word.lower() for word in _WORD.findall(_QUOTED.sub(" ", text))}


@cache
def english_words(language: str) -> frozenset[str]:
    """The words of the English texts that the translations into a language do not have."""
    english: set[str] = set()
    own: set[str] = set()
    for message in SCRIPT["catalogue"](language):
        english |= _all(message.id)
        own |= _all(message.string)
    return frozenset(english - own)


def _all(texts: str | Iterable[str]) -> set[str]:
    return words(texts) if isinstance(texts, str) else set().union(*map(words, texts))
