"""Join words as a language does: “A, B or C”.

In Spanish “e” stands before an i and “u” before an o, in French “d’” before a vowel.
"""

import re
from collections.abc import Mapping, Sequence

from checkin.core.text import fold

# A conjunction and the value after it.
_BEFORE_A_VALUE = re.compile(r"\b([yo]) (?=([“'«]?)\{(\w+)[!:}])")
# Not before hie- and hia-, which begin with a consonant: nieve y hielo.
_SOUNDS = {"y": ("e", re.compile(r"h?i(?![aeou])")), "o": ("u", re.compile("h?o|8|11(?!\\d)"))}


# A French word that loses its e before a vowel, and the value after it.
_ELIDED = re.compile(r"\b([Dd]|[Qq]u)e \{(\w+)[!:}]")
# Two letters, the first of them a vowel: codes and figures are read letter by letter.
_VOWEL = re.compile(r"[aeiou](?=[a-z])(?!nze\b)")


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


def french_text(template: str, values: Mapping[str, object]) -> str:
    """Return a French text whose *de* and *que* suit the values after them. The values are not filled in."""

    def elided(hit: re.Match[str]) -> str:
        value = values.get(hit[2], "")
        if not isinstance(value, str) or not _VOWEL.match(fold(value[:20])):
            return hit[0]
        return f"{hit[1]}’{hit[0].partition(' ')[2]}"

    return _ELIDED.sub(elided, template)


def fitted(template: str, values: Mapping[str, object], language: str) -> str:
    """Return a text of a language whose small words suit the values after them."""
    fit = {"es": spanish_text, "fr": french_text}.get(language)
    return fit(template, values) if fit else template
