"""Compare names as people type them: punctuation, joined particles, one typing mistake a word. Pure."""

from difflib import SequenceMatcher
from itertools import pairwise

from checkin.core.text import fold

_LEAST_TYPO = 4
_SHARED_WORDS = 2


def words_of(name: str) -> list[str]:
    """Return the words of a name without case, accents and punctuation."""
    words = ["".join(c for c in word if c.isalnum()) for word in fold(name).split()]
    return [word for word in words if word]


def is_meant(text: str, name: str) -> bool:
    """Return True if every word of a text is the beginning of a word of the name, with one mistake at most.

    Words of the name are also taken together: ``saintfleur`` means Saint-Fleur and Saint Fleur.
    """
    typed, parts = words_of(text), _parts(name)
    return bool(typed) and all(any(_begins(part, word) for part in parts) for word in typed)


def is_named(text: str, name: str) -> bool:
    """Return True if every word of a text is the beginning of a word of the name, whatever its punctuation."""
    typed, parts = words_of(text), _parts(name)
    return bool(typed) and all(any(part.startswith(word) for part in parts) for word in typed)


def is_written(text: str, name: str) -> bool:
    """Return True if a text is a name or its beginning: its words are words of the name, the last may be unfinished.

    Luis is not Luisa, and Ana Paz is not Mariana Pazos.
    """
    *whole, last = words_of(text) or [""]
    parts = _parts(name)
    return bool(last) and all(word in parts for word in whole) and any(part.startswith(last) for part in parts)


def is_namesake(one: str, other: str) -> bool:
    """Return True if the shorter of two names has no word that the longer one lacks."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    shared = sum(any(is_alike(word, another) for another in longer) for word in shorter)
    return shared == len(shorter) and shared >= min(_SHARED_WORDS, len(longer))


def likeness(text: str, name: str) -> float:
    """Return how alike a text and a name are, from 0 to 1."""
    return SequenceMatcher(None, " ".join(words_of(text)), " ".join(words_of(name))).ratio()


def is_alike(one: str, other: str) -> bool:
    """Return True if two words are equal, or one typing mistake apart."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LEAST_TYPO or abs(len(one) - len(other)) > 1:
        return False
    return _is_one_edit(one, other)


def _begins(part: str, word: str) -> bool:
    if part.startswith(word):
        return True
    return any(is_alike(part[:length], word) for length in range(len(word) - 1, len(word) + 2) if length <= len(part))


def _parts(name: str) -> list[str]:
    words = ["".join(c for c in word if c.isalnum()) for word in fold(name).replace("-", " ").split()]
    joined = ["".join(pair) for pair in pairwise(words)]
    return [part for part in [*words, *words_of(name), *joined] if part]


def _is_one_edit(one: str, other: str) -> bool:
    """Return True if one letter was changed, added or left out, or two neighbours were swapped."""
    if len(one) == len(other):
        wrong = [place for place in range(len(one)) if one[place] != other[place]]
        if len(wrong) == 1:
            return True
        first = wrong[0]
        is_pair = len(wrong) == 2 and wrong[1] == first + 1
        return is_pair and one[first : first + 2] == other[first : first + 2][::-1]
    shorter, longer = sorted((one, other), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
