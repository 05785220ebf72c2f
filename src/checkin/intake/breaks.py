"""Recognise breaks in a programme by their words, in four languages. Pure."""

from collections.abc import Iterable

from checkin.core.errors import Notice
from checkin.core.text import listed, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted

_BREAKS = frozenset(
    listed(
        "break|breaks|coffee|lunch|dinner|tea|pausa|receso|intervalo|cafe|almuerzo|refrigerio|cena|merienda|desayuno"
        "|almoco|jantar|lanche|recreio|recreo|pause|dejeuner|diner|repas|coffeebreak|cafecito|descanso|brunch|breakfast"
        "|snack|snacks|refreshments|gouter|collation|entracte|interval"
    )
)
_FILLERS = frozenset(
    listed(
        "libre|free|livre|de|del|la|el|para|o|a|do|da|du|y|e|et|and|the|time|hora|morning|afternoon|manana|tarde|manha"
        "|matin|apres|midi|short|long|corta|larga|corto|largo|com|con|en|no|for|room|buffet|network|networking|1|2|3|4"
        "|i|ii|pequeno|petit|cafes|by|own|on|your"
    )
)


def is_break(kind: str, title: str) -> bool:
    """Return True if the kind or the whole title of a session is made of words for a break."""
    return _made_of_breaks(kind) or _made_of_breaks(title)


def _made_of_breaks(text: str) -> bool:
    words = lookup_key(text.replace("-", " ").replace("_", " ")).split()
    return any(word in _BREAKS for word in words) and all(word in _BREAKS or word in _FILLERS for word in words)


def breaks_notice(file: str, titles: Iterable[str], sheet: str = "") -> list[Notice]:
    """Return one sentence about the breaks of a file and how to count them after all; none without breaks."""
    named = [quoted(title) for title in titles]
    if not named:
        return []
    reason = sentence(
        "breaks, not counted: {titles}; write yes in a column 'counts' for one that counts", titles=names_of(named)
    )
    return [Notice(file, 0, "", reason, sheet=sheet)]
