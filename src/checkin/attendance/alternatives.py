"""Say which sessions become alternatives of one another, or no longer are, when a session has another time."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.course import Session
from checkin.core.slots import slots_of_sessions
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.store.roster import programme


@dataclass(frozen=True, slots=True)
class AlternativesChanged:
    """The sessions that are alternatives of a session now, and those that were so in the programme file only."""

    joined: Sequence[Session]
    parted: Sequence[Session]

    def texts(self, tr: Translator) -> list[str]:
        """Return the parts of an answer that say it; none if nothing has changed."""
        parts = []
        if self.joined:
            text = translatable("at the same time now as {titles}, so that a person is expected at one of them only")
            parts.append(tr(text, titles=_titles(self.joined, tr)))
        if self.parted:
            text = translatable("no longer at the same time as {titles}, so that a person is expected at each")
            parts.append(tr(text, titles=_titles(self.parted, tr)))
        return parts


def alternatives_changed(conn: sqlite3.Connection, session: str) -> AlternativesChanged:
    """Compare the alternatives of a session as it is held with those that the programme file gives it."""
    held = programme.read_programme(conn)
    before = set(slots_of_sessions(programme.loaded_sessions(conn)).of(session))
    now = set(slots_of_sessions(held).of(session))
    joined = [one for one in held if one.id in now - before]
    return AlternativesChanged(joined, [one for one in held if one.id in before - now])


def _titles(sessions: Sequence[Session], tr: Translator) -> str:
    return tr.some([clean(one.title) for one in sessions])
