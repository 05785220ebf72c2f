"""Read the cells of a column of groups: several groups in one cell, and words that mean everybody. Pure."""

import re
from collections.abc import Iterable

from checkin.core.text import fold, listed, lookup_key
from checkin.intake.readers.cells import once, split

_WORD = r"(?:grupos?|groups?|groupes?|turmas?)"
_SHORT = r"(?:[a-z]|\d{1,3}|[a-z]\d{1,2}|\d{1,2}[a-z]|i{1,3}|iv|vi{0,3}|ix)"
_AND = r"(?:\s+(?:y|e|and|et|&|\+)\s+|\s*\+\s*)"
# "A y B", "Grupos A, B e C", "Grupo Rojo y Grupo Azul"; "Agua y Saneamiento" is one group.
_SEVERAL = re.compile(
    rf"(?:{_WORD}[\s.:]+)?{_SHORT}(?:{_AND}(?:{_WORD}[\s.:]+)?{_SHORT})+|{_WORD}\s.+?(?:{_AND}{_WORD}\s.+?)+"
)
_HAS_WORD = re.compile(rf"\b{_WORD}\b.*\w")
_BETWEEN = re.compile(r"\s+(?:y|e|and|et|&)\s+|\s*\+\s*", re.IGNORECASE)
_ARTICLE = r"(?:l[oa]s|os|as|the|les|d[oa]s|el|o|le|la)"
_GROUPS = r"(?:grupos?|groups?|groupes?|turmas?|cursos?|course|cours|mundo|monde|classe)"
_EVERYBODY = re.compile(
    rf"(?:(?:para|for|pour|abiert[oa] a|abert[oa] a|open to|ouvert a) )?"
    rf"(?:tod[oa]s?|all|tous|toutes?|tout)(?: {_ARTICLE})?(?: {_GROUPS})?|(?:para |for |pour )?every(?:one|body)"
)
# These can also be the name of a group that some people have.
_PERHAPS_EVERYBODY = frozenset(
    listed(
        "general|geral|generale|grupo general|grupo geral|plenario|plenaria|plenary|pleniere|sesion plenaria"
        "|sessao plenaria|plenary session|seance pleniere|common|comun|comum|commun|commune|publico general"
        "|publico geral"
        "|publico em geral|publico en general|general public|grand public|grupo completo|grupo entero|whole group"
        "|groupe entier|groupe complet|grupo inteiro"
    )
)


def split_groups(text: str) -> tuple[str, ...]:
    """Return the groups that a cell names, each once: ``A, B``, ``A/B``, ``Grupos A y B``."""
    return once(name for part in split(text) for name in _apart(part))


def means_everybody(groups: Iterable[str]) -> bool:
    """Return True if one of the groups of a session means everybody, as ``Todos`` and ``All groups`` do."""
    return any(_EVERYBODY.fullmatch(lookup_key(group)) for group in groups)


def may_mean_everybody(group: str) -> bool:
    """Return True if a group means everybody unless some people have it as their group: ``General``, ``Plenario``."""
    return lookup_key(group) in _PERHAPS_EVERYBODY


def _apart(part: str) -> list[str]:
    return _BETWEEN.split(part) if _SEVERAL.fullmatch(fold(part)) else [part]


def names_a_group(part: str) -> bool:
    """Return True if a text says that it is a group: ``Participantes del grupo B`` are not all participants."""
    return bool(_HAS_WORD.search(fold(part)))
