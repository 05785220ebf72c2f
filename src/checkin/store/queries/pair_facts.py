"""Read the scans, exits and marks of people in sessions from the record, with corrections applied.

One definition for the door and for the figures. The status is decided in :mod:`checkin.core.session_status`.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from checkin.core.attendance_rules import SessionAttendance
from checkin.core.events import format_time
from checkin.core.session_status import Mark, Stay, decide_status
from checkin.store.clock_check import recorded_at
from checkin.store.queries.held_session import HeldSession, milliseconds

# The time, the event, the door and the source of a scan. Times are ISO 8601 text.
Entry = tuple[str, str, str | None, str | None]


class PairFacts:
    """What is known of one person in one session. Entries are (at, event id, door, how), moments ISO 8601 text.

    ``mark`` is the last mark, and ``marked`` its time and event id. ``excused``: an excuse is later than that mark.
    """

    __slots__ = ("entries", "excused", "exits", "mark", "marked")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.exits: list[str] = []
        self.mark: Mark | None = None
        self.marked = ("", "")
        self.excused = False

    @property
    def denied(self) -> bool:
        """Return True if somebody said by hand that the person was not there. Scans then do not count."""
        return self.mark is not None and not self.mark.present

    @property
    def away(self) -> bool:
        """Return True if the last thing known is that the person left."""
        arrived = self.mark.arrived if self.mark is not None else None
        exits = [at for at in self.exits if arrived is None or milliseconds(at) > arrived]
        return bool(exits) and (not self.entries or max(exits) > max(self.entries)[0])

    def leave_out_untimed(self, is_untimed: Callable[[str], bool]) -> None:
        """Leave out entries from signed lists without a time that were recorded after another entry.

        At one station the list would have been answered *already in*; the time of the other entry holds.
        """
        papers = [one for one in self.entries if one[3] == "paper" and is_untimed(one[1])]
        for paper in papers if len(self.entries) > 1 else ():
            recorded = recorded_at(paper[1])
            if recorded and any(one[0] <= format_time(recorded) for one in self.entries if one not in papers):
                self.entries.remove(paper)

    def add_mark(self, mark: Mark, marked: tuple[str, str]) -> None:
        """Add a mark, which is later than the words so far."""
        self.mark, self.marked, self.excused = mark, marked, False

    def add_excuse(self) -> None:
        """Add an excuse for this session. It pardons an absence; it does not change what a mark says."""
        self.excused = True

    def excused_since(self, said: tuple[str, str]) -> "PairFacts":
        """Return these facts with an excuse for days, recorded at ``said``; a later mark *absent* overrides it."""
        found = PairFacts()
        found.entries, found.exits, found.mark, found.marked = self.entries, self.exits, self.mark, self.marked
        found.excused = self.excused or not (self.denied and self.marked > said)
        return found

    def stay(self, held: HeldSession) -> Stay:
        """Apply the rules to these facts."""
        return decide_status(
            held.times,
            entries=[milliseconds(entry[0]) for entry in self.entries],
            exits=[milliseconds(at) for at in self.exits],
            mark=self.mark,
            excused=self.excused,
            rest=held.rest,
        )

    def sitting(self, held: HeldSession) -> SessionAttendance:
        """Return the sitting. The usual cases share one object for each session."""
        if self.mark is None and not self.exits:
            if not self.entries:
                return held.excused if self.excused else held.unseen
            first = min(self.entries)[0]
            if first <= held.late_at:
                return held.present
            return held.sitting(decide_status(held.times, entries=(milliseconds(first),)))
        return held.sitting(self.stay(held))


NO_FACTS = PairFacts()
# What is known of one person in one session. Most have one scan and nothing else: a tuple takes less time and memory.
Known = PairFacts | Entry
# By person, then by the place of the session.
People = dict[str, dict[int, Known]]


def pair_facts(known: Known) -> PairFacts:
    """Convert a single scan to :class:`PairFacts`; return other facts unchanged."""
    if isinstance(known, PairFacts):
        return known
    facts = PairFacts()
    facts.entries.append(known)
    return facts


def sitting_of(known: Known, held: HeldSession) -> SessionAttendance:
    """Return the sitting of one person in one session."""
    if isinstance(known, PairFacts):
        return known.sitting(held)
    if known[0] <= held.late_at:
        return held.present
    return held.sitting(decide_status(held.times, entries=(milliseconds(known[0]),)))


class ExcusedDays(NamedTuple):
    """An excuse for the days from the first to the last (ISO 8601), with its time and its event."""

    first: str
    last: str
    at: str
    event: str


def read_pair(conn: sqlite3.Connection, participant: str, session: str) -> PairFacts:
    """Read what is known of one person in one session, without excuses for days."""
    people, _ = PairReader(conn, {session: 0}, sessions_only=True, people=(participant,)).read()
    return pair_facts(people.get(participant, {}).get(0, NO_FACTS))


_COUNTED = "(kind = 'exit' OR (kind = 'scan' AND verdict IN ('present', 'late', 'pending')))"
_COLUMNS = "session, participant, at, event_id, door, how, kind, code"


class PairReader:
    """Collect the facts of each person and session from the events.

    ``places``: the place of each session by its id. ``sessions_only``: read only the events of these sessions.
    ``people``: read only the events of these people, with everybody who was merged into them.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        places: Mapping[str, int],
        *,
        sessions_only: bool = False,
        people: Collection[str] | None = None,
    ) -> None:
        self._conn = conn
        self._sessions = dict(places)
        merged = conn.execute("SELECT session, other FROM merged_sessions").fetchall()
        self._sessions |= {row[0]: places[row[1]] for row in merged if row[1] in places}
        self._merged = dict(conn.execute("SELECT participant, other FROM merged").fetchall())
        self._only = None if people is None else {*people, *(a for a, b in self._merged.items() if b in people)}
        self._sessions_only = sessions_only
        self._people: People = {}
        self._days: dict[str, list[ExcusedDays]] = {}

    def read(self) -> tuple[People, dict[str, list[ExcusedDays]]]:
        """Read the scans first, then the words by hand."""
        self._scans()
        self._words()
        return self._people, self._days

    def denied(self) -> Callable[[str | None, str | None], bool]:
        """Return a function that says of a person and a session whether a mark absent keeps scans from counting."""
        self._words()
        pairs = {(who, at) for who, known in self._people.items() for at in known if pair_facts(known[at]).denied}
        return lambda who, session: (self._merged.get(who or "", who), self._sessions.get(session or "")) in pairs

    def _only_these(self) -> tuple[str, list[str]]:
        """Return the condition for the people and sessions that are wanted, and its values."""
        condition, values = "", []
        if self._only is not None:
            condition, values = f" AND participant IN ({_marks(self._only)})", list(self._only)
        if self._sessions_only:
            condition += f" AND (session IS NULL OR session IN ({_marks(self._sessions)}))"
            values += self._sessions
        return condition, values

    def _scan_query(self) -> tuple[str, list[str]]:
        """Return the query for the scans and exits. With few sessions or people an index finds them."""
        if not self._sessions_only and self._only is None:
            return f"SELECT {_COLUMNS} FROM events WHERE {_COUNTED} AND session IS NOT NULL", []
        sessions, values = list(self._sessions), []
        where = f"session IN ({_marks(sessions)})"
        named, pending = "participant IS NOT NULL", "participant IS NULL AND verdict = 'pending'"
        if self._only is not None:
            people = list(self._only)
            named = f"participant IN ({_marks(people)})"
            pending += f" AND code IN (SELECT code FROM codes WHERE participant IN ({_marks(people)}))"
            values = people
        return (
            f"SELECT {_COLUMNS} FROM events WHERE {where} AND {named} AND {_COUNTED} UNION ALL "
            f"SELECT {_COLUMNS} FROM events WHERE {where} AND {pending} AND kind = 'scan'",
            [*sessions, *values, *sessions, *values],
        )

    def _scans(self) -> None:
        cursor = self._conn.cursor()
        cursor.row_factory = None  # plain tuples: this is the longest loop of all figures
        rows = cursor.execute(*self._scan_query())
        holders = _Holders(self._conn)
        undone = _Undone(self._conn, all_=self._only is None)
        merged, sessions, people = self._merged, self._sessions, self._people
        several: list[PairFacts] = []
        for session, participant, at, event_id, door, how, kind, code in rows:
            place = sessions.get(session)
            if place is None or event_id in undone:
                continue
            person = merged.get(participant, participant) if participant is not None else holders.of(code)
            if person is None:
                continue
            known = people.get(person)
            if known is None:
                known = people[person] = {}
            if kind == "scan" and place not in known:
                known[place] = (at, event_id, door, how)
                continue
            facts = known[place] = pair_facts(known.get(place) or PairFacts())
            if kind == "scan":
                facts.entries.append((at, event_id, door, how))
                several.append(facts)
            else:
                facts.exits.append(at)
        for facts in several:
            facts.leave_out_untimed(self._untimed)

    def _untimed(self, event_id: str) -> bool:
        """Return True for an entry from a signed list for which nobody gave a time."""
        row = self._conn.execute("SELECT facts FROM events WHERE event_id = ?", (event_id,)).fetchone()
        return json.loads(row["facts"] or "{}").get("untimed") is True

    def _words(self) -> None:
        """Read the marks and excuses in the order of time, then of the ids: the last word stays."""
        condition, values = self._only_these()
        rows = self._conn.execute(
            "SELECT kind, session, participant, at, event_id, facts FROM standing WHERE kind IN ('mark', 'excuse') "
            f"AND participant IS NOT NULL{condition} ORDER BY at, event_id",
            values,
        ).fetchall()
        later = _Replacements(self._conn, condition, values, self._about)
        for row in rows:
            said = json.loads(row["facts"] or "{}")
            about = self._about(row["participant"], row["session"])
            if later.replaced(row["event_id"], about, is_mark=row["kind"] == "mark"):
                continue
            person = about[0]
            when = (row["at"], row["event_id"])
            if row["session"] is None:
                if row["kind"] == "excuse":
                    days = ExcusedDays(str(said.get("from", "")), str(said.get("to", "")), *when)
                    self._days.setdefault(person, []).append(days)
                continue
            place = self._sessions.get(row["session"])
            if place is None:
                continue
            known = self._people.setdefault(person, {})
            facts = known[place] = pair_facts(known.get(place) or PairFacts())
            if row["kind"] == "excuse":
                facts.add_excuse()
                continue
            mark = Mark(said.get("status") == "present", _arrived(said.get("at")))
            # With an excuse in its place the mark holds on, and so does the excuse.
            is_excused = facts.excused and later.replaced(row["event_id"], about, is_mark=False)
            facts.add_mark(mark, when)
            facts.excused = is_excused

    def _about(self, participant: str, session: str | None) -> "_About":
        """Return whom and which session a word is about, after all merges."""
        return self._merged.get(participant, participant), self._sessions.get(session or "")


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _arrived(said: object) -> int | None:
    """Return the arrival that a mark gives; None if it gives none, or no moment."""
    try:
        return milliseconds(said) if isinstance(said, str) else None
    except ValueError:
        return None


class _Undone:
    """Say whether an event was undone: all undos are read at once, or one is looked up for each question."""

    def __init__(self, conn: sqlite3.Connection, *, all_: bool) -> None:
        self._conn = conn
        self._all = {row[0] for row in conn.execute("SELECT ref FROM events WHERE kind = 'undo'")} if all_ else None

    def __contains__(self, event_id: str) -> bool:
        if self._all is not None:
            return event_id in self._all
        found = self._conn.execute("SELECT 1 FROM events WHERE kind = 'undo' AND ref = ?", (event_id,))
        return found.fetchone() is not None


# A person and the place of a session.
_About = tuple[str, int | None]


class _Replacements:
    """Say which marks and excuses a later one took the place of. Older versions let a scan replace a mark absent.

    A later one that is about another person or session, since a merge was undone, takes the place of nothing.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        condition: str,
        values: Sequence[str],
        about: Callable[[str, str | None], _About],
    ) -> None:
        rows = conn.execute(
            "SELECT ref, kind, event_id, participant, session FROM standing WHERE ref IS NOT NULL AND kind <> 'undo' "
            f"AND participant IS NOT NULL AND kind IN ('mark', 'excuse', 'scan'){condition}",
            values,
        )
        self._by: dict[tuple[str, _About], list[tuple[str, str]]] = {}
        for ref, kind, event_id, participant, session in rows:
            self._by.setdefault((ref, about(participant, session)), []).append((kind, event_id))

    def replaced(self, event_id: str, about: _About, *, is_mark: bool) -> bool:
        """Return True if the word no longer holds. ``is_mark``: a mark outlasts excuses in its place."""
        if not is_mark:
            return (event_id, about) in self._by
        seen, look = set(), [event_id]
        while look:
            for kind, later in self._by.get((look.pop(), about), ()):
                if kind != "excuse":
                    return True
                if later not in seen:
                    seen.add(later)
                    look.append(later)
        return False


class _Holders:
    """Find who holds a code that was scanned before its holder was on the list. Read only if there is such a scan."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._found: dict[str, str] | None = None

    def of(self, code: str | None) -> str | None:
        """Return the holder's id, or None."""
        if self._found is None:
            self._found = dict(self._conn.execute("SELECT code, participant FROM code_holders").fetchall())
        return self._found.get(code or "")
