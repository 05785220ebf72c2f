"""Split a corrected name into given and family names as the list split the name before. Pure."""

from collections.abc import Sequence

from checkin.core.text import fold


def name_parts(name: str, given: str, family: str) -> tuple[str, str]:
    """Return the given and family names in ``name``, by those of the list.

    One of the two must be in the name unchanged but for accents and case; the rest is the other. Both are empty where
    the name does not show where one ends, because a guess would print a wrong name.
    """
    words = name.split()
    held, after = given.split(), family.split()
    if after and _same(words[-len(after) :], after):
        return " ".join(words[: -len(after)]), " ".join(words[-len(after) :])
    if after and _same(words[: len(after)], after):
        return " ".join(words[len(after) :]), " ".join(words[: len(after)])
    # The family names begin as before, and others follow or stand among them: "Benítez de Cáceres".
    if held and after and _same(words[: len(held) + 1], [*held, after[0]]):
        return " ".join(words[: len(held)]), " ".join(words[len(held) :])
    # More words than before can be given names too.
    if held and len(words) <= len(held) + len(after):
        if _same(words[: len(held)], held):
            return " ".join(words[: len(held)]), " ".join(words[len(held) :])
        if _same(words[-len(held) :], held):
            return " ".join(words[-len(held) :]), " ".join(words[: -len(held)])
    return "", ""


def _same(words: Sequence[str], others: Sequence[str]) -> bool:
    return fold(" ".join(words)) == fold(" ".join(others))
