"""The sessions and the people inside, as the door's screen shows them next to the answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from checkin.core.course import Course, Session
from checkin.core.events import parse_time
from checkin.core.presence import Presence
from checkin.core.text import clean
from checkin.i18n.translator import Translator

if TYPE_CHECKING:
    from checkin.door.acts import DoorAct
    from checkin.store.queries.open_questions import Guesses


@dataclass(frozen=True, slots=True, order=True)
class CountryCount:
    """One country at a session: how many of those expected are in."""

    country: str
    present: int
    expected: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the course at one door.

    ``session`` is the likeliest session that is open here, ``here`` all that a scan may be for now, and ``beside`` the
    sessions that are open elsewhere. ``presence`` covers all of ``here``. ``guessed`` are the latest unknown codes in a
    row at a door in the last minutes. ``pin_over``: the pinned session is over or no longer held.
    ``has_programme`` is False where no programme was ever loaded.
    """

    sessions: tuple[Session, ...] = ()
    session: Session | None = None
    here: tuple[Session, ...] = ()
    beside: tuple[Session, ...] = ()
    upcoming: Session | None = None
    upcoming_at: datetime | None = None
    pin_over: bool = False
    has_programme: bool = True
    presence: Presence = field(default_factory=Presence)
    delegations: tuple[CountryCount, ...] = ()
    guessed: "Guesses | None" = None
    acts: "tuple[DoorAct, ...]" = ()
    today: str = ""
    events: int = 0
    revision: int = 0

    @property
    def title(self) -> str:
        """Return the titles of all sessions that a scan may be for now; empty if there is none."""
        return " / ".join(clean(session.title) for session in self.here)

    @property
    def rooms(self) -> Sequence[str]:
        """Return the rooms of these sessions, each once."""
        return list(dict.fromkeys(clean(session.room) for session in self.here if session.room))

    def unknown_codes_warning(self, course: Course, tr: Translator) -> str:
        """Return a warning for staff if a person seems to be trying codes; empty if not."""
        if self.guessed is None:
            return ""
        place = clean(self.guessed.door) or tr("a door without a name")
        time = f"{course.local(parse_time(self.guessed.at)):%H:%M}"
        return tr(
            "{n} unknown codes in a row at {door}, {time}: check the scanner, and who scans there",
            n=self.guessed.codes,
            door=place,
            time=time,
        )
