"""Recognise words that say that a session is not held, in its status or in its title. Pure."""

import re

from checkin.core.text import lookup_key
from checkin.intake.readers.limits import LONGEST_TEXT
from checkin.intake.words import cell_words
from checkin.intake.words.status_words import read_status

_NOT_HELD = (
    r"cancell?ed|cancelad[oa]|cancelo|anulad[oa]|annulee?|suspended|suspendid[oa]|suspensa|suspendue?|postponed"
    r"|postergad[oa]|aplazad[oa]|pospuest[oa]|adiad[oa]|reportee|ajournee?"
)
_IS_NOT = (
    r"no se (?:dicta|realiza|dictara|realizara)|se (?:suspende|suspendera|cancela|cancelara|posterga|aplaza)"
    r"|not held|will not be held|not taking place"
    r"|nao (?:havera|sera realizad[oa]|se realiza|acontecera)|n aura pas lieu|n a pas lieu|a ete (?:annulee?|reportee?)"
)
_OTHER_TIME = (
    r"(?:se )?pasa al|se traslada al?|se muda al?|moved to|passa para|se muda para"
    r"|reprogramad[oa]|reagendad[oa]|rescheduled|reprogrammee?|remarcad[oa]"
)
_WHAT = r"(?:(?:la |a |the )?(?:sesion|clase|actividad|session|sessao|aula|seance|cours|class) )?"
_WHY = r"(?: (?:por|due|until|hasta|ate|par|en raison|jusqu|debido|hoy|today|sine) .*)?"
# Set apart from the title: "(CANCELADO)", "Suspendida: ...", "... - Suspendida por lluvia".
_MARK = re.compile(rf"{_WHAT}(?:{_NOT_HELD}|{_IS_NOT}){_WHY}")
_ANYWHERE = re.compile(rf"\b(?:{_NOT_HELD}|{_IS_NOT}|{_OTHER_TIME})\b")
_APART = re.compile(
    r"[(\[{*]+(?P<inside>[^()\[\]{}*]+)[)\]}*]*|^(?P<before>[^:]{3,40}):"
    r"|(?:\s[-–—/|]+|[–—|])\s*(?P<after>[^-–—|()]+)$"
)
_BEFORE_DASH = re.compile(r"^(?P<word>[^-–—|:()]{3,40}?)(?:\s[-–—|]+\s|[–—|])")
_HELD = re.compile(
    r"(?:scheduled|planned|held|done|programad|planificad|agendad|realizad|dictad|previst|prevue?|planifiee?|abiert|open"
    r"|en curso|draft|borrador|vigente|activ|ativ|tentativ|proposed|propuest|propost)"
)


def says_not_held(title: str) -> bool:
    """Return True if a part of a title that is set apart says that the session is not held: ``Taller (CANCELADO)``."""
    if len(title) > LONGEST_TEXT or not _ANYWHERE.search(lookup_key(title)):
        return False
    parts = [text for found in _APART.finditer(title) for text in found.groupdict().values() if text]
    if found := _BEFORE_DASH.match(title):
        parts.append(found["word"])
    return any(_MARK.fullmatch(lookup_key(part)) for part in parts)


def may_say_not_held(title: str) -> bool:
    """Return True if a title has such a word, or says that the session has another time: ``Taller REPROGRAMADO``."""
    return bool(_ANYWHERE.search(lookup_key(title)))


def held_by_status(text: str) -> bool | None:
    """Return whether the status of a session says that it is held; None if the words are not known."""
    word = lookup_key(text)
    if cell_words.withdrawn(text) or _MARK.fullmatch(word):
        return False
    known = read_status(text)
    return True if known is not None or _HELD.match(word) or cell_words.yes(text) is not None else None
