"""Find letters that no typeface of the papers has, without drawing the papers."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from checkin.core.text import clean, is_plain_latin
from checkin.typesetting.workspace import MissingGlyphError, open_workspace

_ROUNDS = 20  # typst may name the letters one after the other


def missing_letters(texts: Iterable[str], fonts: Path | None = None) -> list[str]:
    """Return the letters in some texts that no typeface has; ``fonts`` is the course's folder of typefaces."""
    words = dict.fromkeys(word for text in texts for word in clean(text).split() if not is_plain_latin(word))
    if not words:
        return []
    found: dict[str, None] = {}
    template = resources.files("checkin.typesetting").joinpath("words.typ")
    with open_workspace("words", template, fonts=fonts) as opened:
        for _ in range(_ROUNDS):
            try:
                opened.pages({"words": list(words)})
            except MissingGlyphError as error:
                found.update(dict.fromkeys(error.letters))
                words = dict.fromkeys(_without(word, error.letters) for word in words)
            else:
                break
    return list(found)


def _without(word: str, letters: Iterable[str]) -> str:
    for letter in letters:
        word = word.replace(letter, "")
    return word
