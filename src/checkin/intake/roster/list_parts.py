"""Read what a part of a list says of its people: a sheet called *Cancelados*, a heading *Ponentes* in a row. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from checkin.core.course import Role
from checkin.core.text import lookup_key
from checkin.i18n.roles import certain_role, exact_role, role_of
from checkin.intake.roster.cancellations import may_say_withdrawn
from checkin.intake.words.status_words import Status

_COUNT = re.compile(r"\s*(?:\(\d+\)|:\s*\d*)\s*$|^[\s*#-]+")
_ORGANIZERS = re.compile(r"\b(?:organiz|organis)")
_BEFORE = (
    r"(?:(?:lista de|list of|liste des?|personas|people|pessoas|participantes|participants|inscript[oa]s|inscritos) )?"
)
# Whole words: a sheet can be called Esperanza, and a person Bajaña.
_WORDS = (
    (
        Status.OUT,
        r"cancel(?:ad[oa]s?|l?ed|aciones|acion|amentos?|lations?)|annule?e?s?|annulations?|anulad[oa]s?|anulaciones"
        r"|bajas?|dad[oa]s de baja|(?:en |em )?lista de espera|en espera|em espera|wait(?:ing)? ?list(?:ed)?"
        r"|(?:sur |en )?liste d attente|rechazad[oa]s?|rejected|declined|rejeitad[oa]s?|recusad[oa]s?|refusee?s?"
        r"|withdrawn|withdrawals?|desist(?:encias?|ieron|idos|entes?|ements?|iram)|retirad[oa]s?|renuncias?|suplentes?"
        r"|ausentes?|absents?|absentes|no asist(?:en|iran|e|ira|ieron)|no participan?|not attending|not coming|no van?"
        r"|no vienen?|nao (?:comparecem|comparecerao|participam?|vem)|ne participent? pas|refunded|refunds"
        r"|reembolsad[oa]s?|eliminad[oa]s?|removed|deleted|no shows?|descartad[oa]s?|denegad[oa]s?",
    ),
    (
        Status.OPEN,
        r"pendientes?|pendentes?|pending|en attente|por confirmar|a confirmar|sin confirmar|sem confirmar"
        r"|no confirmad[oa]s?|nao confirmad[oa]s?|non confirmee?s?|not confirmed|unconfirmed|preinscript[oa]s?"
        r"|preinscrit[oa]s?",
    ),
    (
        Status.IN,
        r"confirmad[oa]s?|confirmed|confirmee?s?|inscript[oa]s?|inscrit[oa]s?|inscritee?s?|inscrits|aceptad[oa]s?"
        r"|admitid[oa]s?|aprobad[oa]s?|registered|registrad[oa]s?|accepted|approved|attending|aprovad[oa]s?|aceit[oa]s?"
        r"|acceptee?s?|altas?",
    ),
)
# A list of people who come if others do not, or of hotel rooms.
_RESERVE = re.compile(r"reserv(?:as?|es?)|(?:lista|list|liste) de reserv[ae]s?|reserve list|stand ?by|backups?")
_STATUSES = tuple((status, re.compile(f"{_BEFORE}(?:{words})")) for status, words in _WORDS)


@dataclass(frozen=True, slots=True)
class ListPart:
    """What the name of a sheet or a heading says. ``is_doubtful``: it may mean another thing, and is asked."""

    text: str
    status: Status | None = None
    role: Role | None = None
    is_doubtful: bool = False


@lru_cache(maxsize=200)
def read_part(name: str) -> ListPart:
    """Return what a name says, as a cell of a status or role column would; most names say nothing."""
    text = _COUNT.sub("", name).strip()
    word = lookup_key(text)
    status = next((status for status, words in _STATUSES if words.fullmatch(word)), None)
    if status is not None:
        return ListPart(text, status)
    if (role := exact_role(text)) is not None:
        is_certain = role is Role.PARTICIPANT or certain_role(text) is role or bool(_ORGANIZERS.search(word))
        return ListPart(text, role=role, is_doubtful=not is_certain)
    if may_say_withdrawn(text) or _RESERVE.fullmatch(word):
        return ListPart(text, Status.OUT, is_doubtful=True)
    role = role_of(text)
    return ListPart(text, role=role, is_doubtful=role not in (None, Role.PARTICIPANT))


def read_heading(text: str) -> ListPart | None:
    """Return what a text alone in its row says of the people beneath it; None for another text."""
    part = read_part(text)
    is_exact = part.status is not None or exact_role(part.text) is not None
    return part if is_exact and not part.is_doubtful else None
