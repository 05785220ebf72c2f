"""Say which words of a corrected name are given names and which are family names."""

import sqlite3
from dataclasses import dataclass

from checkin.core.course import Participant
from checkin.core.text import clean
from checkin.i18n.translator import Translator
from checkin.store.roster import participants


@dataclass(frozen=True, slots=True)
class CorrectedName:
    """The parts of a name that is not as the list has it. They are empty where the name does not show them."""

    given: str
    family: str

    def text(self, tr: Translator) -> str:
        """Return the parts in words, or what to do if they are not known."""
        if not (self.given or self.family):
            return tr(
                "which words are the family names is not known, and exports leave the two parts empty. Correct them in "
                "the participant list and load it"
            )
        return tr(
            "given names: {given}, family names: {family}",
            given=clean(self.given) or "-",
            family=clean(self.family) or "-",
        )


def corrected_name(conn: sqlite3.Connection, person: Participant | None) -> CorrectedName | None:
    """Return the parts of a name that differs from the list; None if the list has no parts either."""
    listed = participants.loaded_by_id(conn, person.id) if person is not None else None
    if person is None or listed is None or listed.name == person.name or not listed.family_names:
        return None
    return CorrectedName(person.given_names, person.family_names)
