"""Decide whether two names can be those of one person, when an e-mail, an id or a code is all that they share. Pure."""

import re
from difflib import SequenceMatcher

from checkin.core.text import fold, listed

_WORD = re.compile(r"\w+")
_PARTICLES = frozenset(listed("de|la|del|las|los|da|do|dos|das|di|du|des|le|van|von|der|den|bin|al|el|e|y|d|l"))
# A father and a son can share all other words, and an e-mail.
_GENERATIONS = frozenset(listed("hijo|hija|junior|jr|filho|filha|neto|neta|fils|ii|iii"))
_ALIKE = 0.75
_NEARLY = 0.93


def names_agree(one: str, other: str) -> bool:
    """Return True if one name corrects or completes the other: most words of the shorter one are in the longer one.

    Words that differ a little agree, and so does an initial. One word in common of two is not enough: colleagues can
    have the same family name.
    """
    if _joined(one) == _joined(other):
        return True
    words, others = _words(one), _words(other)
    if words == others:
        return True
    if (words ^ others) & _GENERATIONS:
        return False
    shorter, longer = sorted((words, others), key=lambda names: (len(names), sorted(names)))
    left = set(longer)
    alone = []
    for word in sorted(shorter):
        same = word if word in left else next((name for name in sorted(left) if _alike(word, name)), None)
        if same is None:
            alone.append(word)
        else:
            left.discard(same)
    initials = _initials(one) if shorter is words else _initials(other)
    if initials and not all(any(name.startswith(initial) for name in left) for initial in initials):
        return False
    return bool(shorter) and 2 * len(alone) < len(shorter)


def nearly_same(one: str, other: str) -> bool:
    """Return True if two names are the same but for about one letter."""
    return SequenceMatcher(None, fold(one), fold(other)).ratio() >= _NEARLY


def share_a_word(one: str, other: str) -> bool:
    """Return True if two names have a word in common, or words that differ a little."""
    others = _words(other)
    return any(_alike(word, name) for word in _words(one) for name in others)


def _words(name: str) -> frozenset[str]:
    words = _WORD.findall(fold(name))
    found = frozenset(word for word in words if len(word) > 1 and word not in _PARTICLES)
    return found or frozenset(words)


def _initials(name: str) -> list[str]:
    words = _WORD.findall(fold(name))
    return [word for word in words if len(word) == 1 and word not in _PARTICLES] if len(words) > 1 else []


def _joined(name: str) -> str:
    return "".join(_WORD.findall(fold(name)))


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 2 and SequenceMatcher(None, one, other).ratio() >= _ALIKE)
