"""Name the people whose names or institutions have letters that no typeface has: papers show them as ``?``."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from checkin.core.course import Participant
from checkin.core.text import TranslatableText, clean, sentence
from checkin.typesetting.missing_letters import missing_letters

# Symbols and pictures, letters for private use, and what is no character.
_NO_LETTERS = frozenset(["So", "Sk", "Cn", "Co", "Cs"])
# What an extra of checkin has a typeface for: the beginnings of the letters' names.
_EAST_ASIAN = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO")


def unprintable_names(people: Sequence[Participant], fonts: Path | None) -> list[TranslatableText]:
    """Return a sentence for each person with such letters; ``fonts`` is the course's folder of typefaces."""
    texts = [f"{person.name} {person.institution}" for person in people]
    missing = missing_letters(texts, fonts)
    found = ([letter for letter in missing if letter in text] for text in texts)
    return [name_with_letters(person, letters) for person, letters in zip(people, found, strict=True) if letters]


def name_with_letters(person: Participant, letters: Iterable[str]) -> TranslatableText:
    """Return who has which letters, and what to do. A paper shows them as ``?``, so their numbers stand beside them."""
    each = list(letters)
    shown = " ".join(f"{letter} ({' '.join(f'U+{ord(char):04X}' for char in letter)})" for letter in each)
    if all(unicodedata.category(char) in _NO_LETTERS for letter in each for char in letter):
        return sentence(
            "{name}: {letters} is no letter and cannot be printed. Correct the list, or use 'checkin proof'.",
            name=clean(person.name),
            letters=shown,
        )
    if any(unicodedata.name(char, "").startswith(_EAST_ASIAN) for letter in each for char in letter):
        return sentence(
            "{name}: no typeface has {letters}. Install {extra}, put a typeface into the folder fonts, or correct the "
            "name with 'checkin proof'.",
            name=clean(person.name),
            letters=shown,
            extra="checkin-kiosk[cjk]",
        )
    return sentence(
        "{name}: no typeface has {letters}. Put one into the folder fonts, or correct the name with 'checkin proof'.",
        name=clean(person.name),
        letters=shown,
    )
