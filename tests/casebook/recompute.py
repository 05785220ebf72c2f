"""Work out everybody's figures from the raw events, without any code of checkin.

``python -m tests.casebook.recompute FOLDER`` reads the record and the rules of a course folder, and prints the figures
of each person, to be compared with those of ``checkin attendance``. It knows no exits.
"""

import json
import sqlite3
import sys
import tomllib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

COUNTED = ("present", "late", "pending")
FIRST_DAY = "0001-01-01"


@dataclass
class Sitting:
    """One person at one session: the status, the arrival, and the minutes attended."""

    session: str
    status: str
    arrival: datetime | None
    minutes: Fraction
    late_by: Fraction
    length: Fraction
    day: str
    start: datetime
    kind: str
    counts: bool
    required: bool


@dataclass
class Person:
    """One person's figures."""

    name: str
    code: str
    country: str
    institution: str
    expected: int = 0
    attended: int = 0
    late: int = 0
    excused: int = 0
    minutes: Fraction = Fraction(0)
    percent: Fraction | None = None
    credit: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)
    earned: bool = False
    withdrawn: bool = False
    sittings: list[Sitting] = field(default_factory=list)


class Raw:
    """The tables of a record, and the events that no undo names."""

    def __init__(self, folder: Path) -> None:
        with closing(sqlite3.connect(f"file:{folder / 'checkin.db'}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            tables = ("events", "participants", "sessions", "codes", "participant_groups", "session_groups")
            read = {name: [dict(row) for row in conn.execute(f"SELECT * FROM {name}")] for name in tables}
        undone = {event["ref"] for event in read["events"] if event["kind"] == "undo"}
        events = sorted(read["events"], key=lambda event: (event["at"], event["event_id"]))
        self.events = [event for event in events if event["kind"] != "undo" and event["event_id"] not in undone]
        for event in self.events:
            event["facts"] = json.loads(event["facts"] or "{}")
        self.people = {row["id"]: row for row in read["participants"] if row["listed"]}
        self.codes = read["codes"]
        self.groups: dict[str, set[str]] = {}
        for row in read["participant_groups"]:
            self.groups.setdefault(row["participant"], set()).add(row["name"])
        self.session_groups: dict[str, set[str]] = {}
        for row in read["session_groups"]:
            self.session_groups.setdefault(row["session"], set()).add(row["name"])
        self.sessions = {row["id"]: row for row in read["sessions"] if row["listed"]}

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """The events of some kinds, in the order in which they were entered."""
        return [event for event in self.events if event["kind"] in kinds]


def time(text: str) -> datetime:
    """Read a stored time."""
    return datetime.fromisoformat(text)


def final(merges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Follow merges to the end; one that would close a circle has no effect."""
    into: dict[str, str] = {}

    def end(person: str) -> str:
        while person in into:
            person = into[person]
        return person

    for person, other in merges:
        if end(other) != person:
            into[person] = other
    return {person: end(person) for person in into}


def recompute(folder: Path) -> list[Person]:
    """Work out the figures of every participant."""
    raw = Raw(folder)
    rules = tomllib.loads((folder / "course.toml").read_text("utf-8"))
    late_after = timedelta(minutes=rules.get("door", {}).get("late_after", 15))
    ends = final((event["participant"], event["facts"]["into"]) for event in raw.of("merge"))
    sessions = held_sessions(raw)
    found = []
    for id_, row in raw.people.items():
        if row["role"] != "participant" or id_ in ends:
            continue
        own = {id_, *(person for person, end in ends.items() if end == id_)}
        code = max(code["code"] for code in raw.codes if code["participant"] == id_ and not code["own"])
        person = Person(row["name"], code, row["country"], row["institution"] or "")
        person.sittings = places(raw, own, sessions, late_after, raw.groups.get(id_, set()))
        decide(person, rules.get("certificate", {}), withdrawn=away(raw, own, "9999-12-31"))
        found.append(person)
    return found


def held_sessions(raw: Raw) -> dict[str, dict[str, Any]]:
    """The sessions that were held, at the time at which they were."""
    gone = {event["session"] for event in raw.of("session_cancel", "session_merge")}
    held = {id_: dict(row) for id_, row in raw.sessions.items() if id_ not in gone}
    for event in raw.of("session_shift", "session_move"):
        if event["session"] in held:
            changed = {key: event["facts"][key] for key in ("starts_at", "ends_at", "day")}
            held[event["session"]].update(changed)
    return held


def away(raw: Raw, own: set[str], day: str) -> bool:
    """Whether a person had withdrawn on a day: the last entry that begins on that day or before decides."""
    out = False
    for event in raw.of("withdraw", "reinstate"):
        if event["participant"] in own and event["facts"].get("from", FIRST_DAY) <= day:
            out = event["kind"] == "withdraw"
    return out


def places(
    raw: Raw, own: set[str], sessions: dict[str, dict[str, Any]], late_after: timedelta, groups: set[str]
) -> list[Sitting]:
    """One sitting for each slot of a person: where they were, else where they are excused, else their own group's."""
    slots: dict[tuple[str, bool], list[Sitting]] = {}
    for id_, row in sessions.items():
        if away(raw, own, row["day"]):
            continue
        meant = raw.session_groups.get(id_, set())
        sitting = one_sitting(raw, own, row, late_after)
        if not row["counts"] and sitting.status in ("excused", "unmarked"):
            continue  # Nobody misses what does not count.
        mine = not meant or bool(meant & groups)
        if mine or sitting.status in ("present", "late"):
            # In this course sessions for groups that begin together are alternatives.
            key = (row["starts_at"], True) if meant else (id_, False)
            slots.setdefault(key, []).append(sitting)
    order = {"present": 0, "late": 0, "excused": 1}
    return [min(slot, key=lambda one: order.get(one.status, 2)) for slot in slots.values()]


def one_sitting(raw: Raw, own: set[str], row: dict[str, Any], late_after: timedelta) -> Sitting:
    """What the events say about a person and a session."""
    start, end = time(row["starts_at"]), time(row["ends_at"])
    merged = {event["session"] for event in raw.of("session_merge") if event["facts"]["into"] == row["id"]}
    ids = {row["id"], *merged}
    scans = [
        time(event["at"])
        for event in raw.of("scan")
        if event["participant"] in own and event["session"] in ids and event["verdict"] in COUNTED
    ]
    status, arrival = ("present", min(scans)) if scans else ("", None)
    excused = False
    for event in raw.of("mark", "excuse"):
        if event["participant"] not in own:
            continue
        facts = event["facts"]
        if event["kind"] == "mark" and event["session"] in ids:
            status = facts["status"]
            arrival = (time(facts["at"]) if "at" in facts else start) if status == "present" else None
        elif event["kind"] == "excuse" and (
            event["session"] in ids or (event["session"] is None and facts["from"] <= row["day"] <= facts["to"])
        ):
            excused = True
            # A later excuse takes the place of "absent"; it does not take away what was attended.
            status = "" if status == "absent" else status
    if not status:
        closes = [event for event in raw.of("session_close") if row["counts"] and event["session"] == row["id"]]
        closed = [event["facts"].get("rest") for event in closes]
        status = "excused" if excused else (closed[-1] if closed and closed[-1] else "unmarked")
    if arrival is not None and arrival > start + late_after:
        status = "late"
    length = minutes(end - start)
    stayed = {"present": length, "late": minutes(max(timedelta(0), end - (arrival or end)))}.get(status, Fraction(0))
    late_by = minutes(arrival - start) if status == "late" and arrival else Fraction(0)
    return Sitting(
        row["id"], status, arrival, stayed, late_by, length, row["day"], start, row["kind"] or "",
        bool(row["counts"]), bool(row["required"]),
    )  # fmt: skip


def minutes(span: timedelta) -> Fraction:
    """Return a time span in minutes, exactly."""
    return Fraction(span // timedelta(milliseconds=1), 60_000)


def decide(person: Person, rules: dict[str, Any], *, withdrawn: bool) -> None:
    """Apply the rules of the certificate."""
    all_ = sorted((one for one in person.sittings if one.counts), key=lambda one: one.start)
    required = [one for one in all_ if one.required or one.session in rules.get("required", ())]
    there = [one for one in all_ if one.status in ("present", "late")]
    if rules.get("from_arrival") and there:
        all_ = [one for one in all_ if one.start >= there[0].start]
    excused = [one for one in all_ if one.status == "excused"]
    late = [one for one in there if one.status == "late"]
    person.expected, person.attended, person.late, person.excused = len(all_), len(there), len(late), len(excused)
    person.minutes = sum((one.minutes for one in there), Fraction(0))

    by_minutes = rules.get("unit") == "minutes"

    def worth(one: Sitting) -> Fraction:
        return one.length if by_minutes else Fraction(1)

    whole = sum((worth(one) for one in all_), Fraction(0))
    limit = Fraction(str(rules["excused_cap"])) * whole / 100 if "excused_cap" in rules else whole
    pardoned, left_out = Fraction(0), Fraction(0)
    for one in excused:
        if rules.get("excused", "left_out") != "absent" and pardoned + worth(one) <= limit:
            pardoned += worth(one)
    if rules.get("excused", "left_out") == "left_out":
        left_out, pardoned = pardoned, Fraction(0)
    credit = pardoned
    for one in there:
        share = Fraction(str(rules.get("late", 1))) if one.status == "late" else Fraction(1)
        credit += one.minutes if by_minutes else share
    if per := rules.get("lates_per_absence"):
        credit -= len(late) // per
    person.credit, person.whole = credit, whole - left_out
    person.percent = 100 * credit / person.whole if person.whole else None
    enough = person.percent is not None and person.percent >= Fraction(str(rules.get("threshold", 80)))
    complete = all(one.status in ("present", "late") for one in required)
    person.withdrawn = withdrawn
    person.earned = enough and complete and not withdrawn


if __name__ == "__main__":
    for someone in recompute(Path(sys.argv[1])):
        share = "" if someone.percent is None else f"{float(someone.percent):.1f} %"
        print(f"{someone.code}  {someone.name:30} {someone.attended} of {someone.expected}  {share}  {someone.earned}")
