"""Compare the names of groups as people write them: ``A``, ``a``, ``Grupo A`` and ``GRUPO: A`` are one group. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from checkin.core.text import fold

_WORD = r"(?:grupos?|groups?|groupes?|turmas?)"
_BEFORE = re.compile(rf"{_WORD}(?:[\s.:_-]+|(?=[\d#]))(?:(?:n[o°]?|nro|num|numero)[\s.]+(?=\d))?#?\s*(?=\W{{0,3}}\w)")
_AFTER = re.compile(rf"(?<=\w)[\s_-]+{_WORD}$")
_AROUND = " .:,;'\"()[]“”«»"


@lru_cache(maxsize=4096)
def group_key(name: str) -> str:
    """Return the form in which the name of a group is compared: no case, no accents, without the word *group*."""
    folded = " ".join(fold(name).strip(_AROUND).split())
    plain = _AFTER.sub("", _BEFORE.sub("", folded, count=1) if _BEFORE.match(folded) else folded).strip(_AROUND)
    if plain.isascii() and plain.isdigit():
        plain = plain.lstrip("0") or plain
    return plain or folded or name


def group_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of several groups."""
    return frozenset(map(group_key, names))


def share_a_group(some: Iterable[str], others: Iterable[str]) -> bool:
    """Return True if a group is among both, however it is written."""
    return not group_keys(some).isdisjoint(group_keys(others))
