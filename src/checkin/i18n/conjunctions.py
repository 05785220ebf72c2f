"""Join words as a language does: “A, B and C”, and in Spanish “e” before an i and “u” before an o."""

import re
from collections.abc import Mapping, Sequence

from checkin.core.text import fold

# A conjunction and the value after it.
_BEFORE_A_VALUE = re.compile(r"\b([yo]) (?=([“'«]?)\{(\w+)[!:}])")
_IN_A_LIST = re.compile(r" ([yo]) (?=\{1\}$)")
# Not before hie- and hia-, which begin with a consonant: nieve y hielo.
_SOUNDS = {"y": ("e", re.compile(r"h?i(?![aeou])")), "o": ("u", re.compile("h?o|8|11(?!\\d)"))}


def joined_words(words: Sequence[str], region: str, *, either: bool = False) -> str:
    """Return words as a list of a language: with “and” before the last one, or “or” for ``either``."""
    from babel import Locale

    if len(words) < 2:
        return "".join(words)
    patterns = Locale.parse(region).list_patterns["or" if either else "standard"]
    pattern = patterns["2"] if len(words) == 2 else patterns["end"]
    if region.startswith("es"):
        pattern = _IN_A_LIST.sub(lambda hit: f" {conjunction(hit[1], words[-1])} ", pattern)
    text: str = words[0]
    for place, word in enumerate(words[1:-1], start=1):
        text = patterns["start" if place == 1 else "middle"].replace("{0}", text).replace("{1}", word)
    return str(pattern).replace("{0}", text).replace("{1}", words[-1])


def conjunction(word: str, following: str) -> str:
    """Return the Spanish “y” or “o”, or “e” or “u” where the next word begins with the same sound."""
    other, sound = _SOUNDS[word]
    return other if sound.match(fold(following.lstrip("“'«(")[:20])) else word


def spanish_text(template: str, values: Mapping[str, object]) -> str:
    """Return a Spanish text whose conjunctions suit the values after them. The values are not filled in."""
    return _BEFORE_A_VALUE.sub(lambda hit: f"{conjunction(hit[1], str(values.get(hit[3], '')))} ", template)
