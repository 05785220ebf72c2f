"""Join words as a language does: “A, B or C”, and in Spanish “e” before an i and “u” before an o."""

import re
from collections.abc import Mapping, Sequence

from checkin.core.text import fold

# A conjunction and the value after it.
_BEFORE_A_VALUE = re.compile(r"\b([yo]) (?=([“'«]?)\{(\w+)[!:}])")
# Not before hie- and hia-, which begin with a consonant: nieve y hielo.
_SOUNDS = {"y": ("e", re.compile(r"h?i(?![aeou])")), "o": ("u", re.compile("h?o|8|11(?!\\d)"))}


def any_of(words: Sequence[str], region: str) -> str:
    """Return words as a list of a language with “or” before the last one."""
    from babel.lists import format_list

    text: str = format_list(words, style="or", locale=region)
    if region.startswith("es") and len(words) > 1:
        text = f"{text.removesuffix(f'o {words[-1]}')}{conjunction('o', words[-1])} {words[-1]}"
    return text


def conjunction(word: str, following: str) -> str:
    """Return the Spanish “y” or “o”, or “e” or “u” where the next word begins with the same sound."""
    other, sound = _SOUNDS[word]
    return other if sound.match(fold(following.lstrip("“'«(")[:20])) else word


def spanish_text(template: str, values: Mapping[str, object]) -> str:
    """Return a Spanish text whose conjunctions suit the values after them. The values are not filled in."""
    return _BEFORE_A_VALUE.sub(lambda hit: f"{conjunction(hit[1], str(values.get(hit[3], '')))} ", template)
