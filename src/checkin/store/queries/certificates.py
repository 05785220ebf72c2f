"""Certificates in the record: issued, revoked, replaced; decisions and proofed names."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checkin.core.errors import CourseError
from checkin.core.events import Kind
from checkin.core.text import slug
from checkin.core.trained_people import Holder
from checkin.store.erasure.retained_counts import load_retained
from checkin.store.roster.participants import renamed_by_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One issued certificate as the record keeps it. ``facts`` is what its event says, frozen.

    ``revoked`` and ``replaced_by`` name the event that made it void, if one did; ``revoked_at`` is UTC, ISO 8601.
    ``delivered_at`` is when somebody recorded that it was handed over, or empty. ``by_merge``: it was issued to another
    person, who was merged into this one.
    """

    event_id: str
    participant: str
    at: str
    code: str
    number: str
    facts: Mapping[str, Any]
    revoked: str | None
    revoked_why: str
    revoked_at: str
    replaced_by: str | None
    delivered_at: str = ""
    by_merge: bool = False

    @property
    def valid(self) -> bool:
        """Return True if the certificate still stands."""
        return self.revoked is None and self.replaced_by is None

    @property
    def file(self) -> str:
        """The name of its PDF file."""
        return f"{file_stem(self.number, self.facts['said']['name'])}.pdf"


def file_stem(number: str, name: str) -> str:
    """Return the name of a certificate's file without its extension."""
    return f"{slug(number)}-{slug(name)}"


_ISSUED = (
    "SELECT i.event_id, coalesce(m.other, i.participant) AS participant, m.other IS NOT NULL AS by_merge, i.at, "
    "i.facts, "
    "r.event_id AS revoked, r.reason AS revoked_why, r.at AS revoked_at, n.event_id AS replaced_by, "
    f"(SELECT min(d.at) FROM standing d WHERE d.ref = i.event_id AND d.kind = '{Kind.DELIVER}') AS delivered_at "
    "FROM standing i "
    f"LEFT JOIN standing r ON r.ref = i.event_id AND r.kind = '{Kind.REVOKE}' "
    f"LEFT JOIN standing n ON n.ref = i.event_id AND n.kind = '{Kind.ISSUE}' "
    "LEFT JOIN merged m ON m.participant = i.participant "
    f"WHERE i.kind = '{Kind.ISSUE}'"
)
_BY_TIME = "i.at, json_extract(i.facts, '$.place'), i.event_id"


def issued(conn: sqlite3.Connection) -> list[Issued]:
    """Return every certificate that was issued, by time."""
    return _each_once(conn.execute(f"{_ISSUED} ORDER BY {_BY_TIME}"))


def _each_once(rows: Iterable[sqlite3.Row]) -> list[Issued]:
    """Return certificates, those once that two stations issued alike before they synced: there is one paper.

    What was done to one of their events was done to the certificate.
    """
    found: dict[tuple[str, str, str], Issued] = {}
    for one in map(_issued, rows):
        key = (one.code, one.participant, one.facts["signed"])
        if (first := found.get(key)) is None:
            found[key] = one
            continue
        revoked = first if first.revoked is not None else one
        found[key] = replace(
            first,
            revoked=revoked.revoked,
            revoked_why=revoked.revoked_why,
            revoked_at=revoked.revoked_at,
            replaced_by=first.replaced_by or one.replaced_by,
            delivered_at=min(filter(None, (first.delivered_at, one.delivered_at)), default=""),
        )
    return list(found.values())


def standing(found: Sequence[Issued]) -> dict[str, Issued]:
    """Return the valid certificate of each person, by participant; pass the certificates by time.

    Of several it is the one that was issued to the person and not to one who was merged into them, else the newest.
    """
    valid = [one for one in found if one.valid]
    return {one.participant: one for one in sorted(valid, key=lambda one: not one.by_merge)}


def with_code(conn: sqlite3.Connection, code: str) -> Issued | None:
    """Return the certificate with a code."""
    rows = conn.execute(f"{_ISSUED} AND json_extract(i.facts, '$.code') = ? ORDER BY {_BY_TIME}", (code,))
    return next(iter(_each_once(rows)), None)


def last_number(conn: sqlite3.Connection) -> int:
    """Return the highest certificate number ever issued, undone ones included; 0 before the first."""
    row = conn.execute(
        f"SELECT max(json_extract(facts, '$.place')) AS last FROM events WHERE kind = '{Kind.ISSUE}'"
    ).fetchone()
    return int(row["last"] or 0)


def holders(conn: sqlite3.Connection) -> list[Holder]:
    """Return everybody who holds a certificate that stands, each person once."""
    people = {row["id"]: row for row in conn.execute("SELECT id, institution, email FROM participants")}
    found = []
    for one in standing(issued(conn)).values():
        said, person = one.facts["said"], people.get(one.participant)
        found.append(
            Holder(
                name=said["name"],
                country=said["country"],
                institution=(person["institution"] or "") if person else "",
                email=(person["email"] or "") if person else "",
                role=said.get("role", "participant"),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Trained:
    """Who was trained in an earlier edition: the holders, and how many whose personal data was deleted."""

    holders: Sequence[Holder] = ()
    forgotten: int = 0


def trained_earlier(record: Path) -> Trained:
    """Return the same from the record of an earlier edition, opened read-only.

    Raises :class:`CourseError` when there is none, or when it cannot be read.
    """
    place = f"course.toml: [course] earlier: {record}"
    if not record.is_file():
        raise CourseError("{place} is missing. Write the path of an earlier edition's checkin.db.", place=place)
    try:
        with closing(sqlite3.connect(f"{record.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            counts = load_retained(conn)
            return Trained(holders(conn)) if counts is None else Trained(forgotten=counts.trained)
    except sqlite3.DatabaseError as error:
        raise CourseError("{place} is not a readable record: {reason}.", place=place, reason=error) from None


def issued_twice(conn: sqlite3.Connection) -> list[list[Issued]]:
    """Return certificates that stand and share a number or a person: two kiosks issued them before they synced."""
    groups: dict[tuple[str, str], list[Issued]] = defaultdict(list)
    for one in issued(conn):
        if one.valid:
            groups["number", one.number].append(one)
            groups["person", one.participant].append(one)
    return [found for found in groups.values() if len(found) > 1]


@dataclass(frozen=True, slots=True)
class Decision:
    """A director's decision on one person: earned or not, who decided, why, and when (UTC, ISO 8601)."""

    earned: bool
    actor: str
    reason: str
    at: str = ""


def decisions(conn: sqlite3.Connection) -> dict[str, Decision]:
    """Return the last director's decision on each person, by participant."""
    rows = conn.execute(
        "SELECT coalesce(m.other, d.participant) AS participant, json_extract(d.facts, '$.earned') AS earned, d.actor, "
        "d.reason, d.at FROM standing d LEFT JOIN merged m ON m.participant = d.participant "
        f"WHERE d.kind = '{Kind.DECIDE}' ORDER BY d.at, d.event_id"
    )
    return {
        row["participant"]: Decision(bool(row["earned"]), row["actor"] or "", row["reason"] or "", row["at"])
        for row in rows
    }


def grounds(conn: sqlite3.Connection, found: Sequence[Issued]) -> dict[str, Decision]:
    """Return the director's decision by which each certificate was issued, by the id of its event, where there was one.

    It is the last decision for the person that was in force then, whatever was decided or undone since.
    """
    rows = conn.execute(
        "SELECT coalesce(m.other, d.participant) AS participant, d.actor, d.reason, d.at, "
        f"(SELECT min(u.at) FROM events u WHERE u.kind = '{Kind.UNDO}' AND u.ref = d.event_id) AS undone_at "
        "FROM events d LEFT JOIN merged m ON m.participant = d.participant "
        f"WHERE d.kind = '{Kind.DECIDE}' AND json_extract(d.facts, '$.earned') ORDER BY d.at, d.event_id"
    ).fetchall()
    return {
        one.event_id: Decision(True, row["actor"] or "", row["reason"] or "", row["at"])
        for one in found
        for row in rows
        if row["participant"] == one.participant
        and row["at"] <= one.at
        and (row["undone_at"] is None or row["undone_at"] > one.at)
    }


def proofed(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the last checked name of each participant, but for those whom the list has renamed since then."""
    again = renamed_by_list(conn)
    rows = conn.execute(
        "SELECT participant, json_extract(facts, '$.name') AS name FROM standing "
        f"WHERE kind = '{Kind.PROOF}' ORDER BY at, event_id"
    )
    return {row["participant"]: row["name"] for row in rows if row["participant"] not in again}


def _issued(row: sqlite3.Row) -> Issued:
    facts = json.loads(row["facts"])
    return Issued(
        event_id=row["event_id"],
        participant=row["participant"],
        at=row["at"],
        code=facts["code"],
        number=facts["said"]["number"],
        facts=facts,
        revoked=row["revoked"],
        revoked_why=row["revoked_why"] or "",
        revoked_at=row["revoked_at"] or "",
        replaced_by=row["replaced_by"],
        delivered_at=row["delivered_at"] or "",
        by_merge=bool(row["by_merge"]),
    )
