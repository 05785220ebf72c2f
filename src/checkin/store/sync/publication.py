"""The roster, the programme and the rules as one organizer published them, for every kiosk of the course.

A publication holds the tables as they were loaded. What events add (people at a door, new codes) is not a part of
it: that reaches every kiosk by the events themselves.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from checkin.core.events import canonical
from checkin.store.roster import edition
from checkin.store.settings import all_settings, set_setting

# The columns of the tables, as a publication has them: texts first, whole numbers behind them.
PERSON_TEXTS = (
    *("id", "own_id", "name", "given_names", "family_names", "email", "country", "institution", "position", "role"),
    *("language", "note", "photo", "facts", "added_by", "withdrawn_on"),
)
PERSON = (*PERSON_TEXTS, "withdrawn", "listed", "place", "row_number")
SESSION_TEXTS = ("id", "title", "starts_at", "ends_at", "day", "room", "theme", "speakers", "language", "kind", "slot")
SESSION = (*SESSION_TEXTS, "counts", "required", "listed")
_LOADED = "hub.loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """``number`` counts them at one hub; ``digest`` names this one and, through the one it was built on, all before.

    ``published_at`` is UTC, ISO 8601; ``content`` canonical JSON.
    """

    number: int
    digest: str
    published_at: str
    published_by: str
    content: str

    def rules(self) -> str:
        """Return the text of ``course.toml`` that goes with it."""
        try:
            return str(json.loads(self.content).get("course", ""))
        except (ValueError, AttributeError, RecursionError):
            return ""


def build_content(conn: sqlite3.Connection, rules: str) -> str:
    """Return the content of a publication of this record, with the text of ``course.toml``."""
    groups = _grouped(conn, "participant")
    codes: dict[str, list[list[object]]] = {}
    for row in conn.execute("SELECT participant, code, own FROM codes WHERE event IS NULL ORDER BY code"):
        codes.setdefault(row["participant"], []).append([row["code"], row["own"]])
    persons = [
        {name: row[name] for name in PERSON} | {"groups": groups.get(row["id"], []), "codes": codes.get(row["id"], [])}
        for row in conn.execute("SELECT * FROM participants ORDER BY id")
    ]
    groups = _grouped(conn, "session")
    sessions = [
        {name: row[name] for name in SESSION} | {"groups": groups.get(row["id"], [])}
        for row in conn.execute("SELECT * FROM sessions ORDER BY id")
    ]
    return canonical({"people": persons, "sessions": sessions, "course": rules})


def _grouped(conn: sqlite3.Connection, owner: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in conn.execute(f"SELECT {owner} AS owner, name FROM {owner}_groups ORDER BY name"):
        found.setdefault(row["owner"], []).append(row["name"])
    return found


def digest_of(content: str, base: str) -> str:
    """Return the digest of a publication: of its content and of the publication that it is based on.

    People added at doors are not included: two copies of a folder have the same roster even after additions.
    """
    parts = json.loads(content)
    parts["people"] = [person for person in parts["people"] if not person["added_by"]]
    return hashlib.blake2b((base + canonical(parts)).encode(), digest_size=16).hexdigest()


def current(conn: sqlite3.Connection) -> Publication | None:
    """Return the publication on which the roster here is based."""
    row = conn.execute("SELECT number, digest, published_at, published_by, content FROM publication").fetchone()
    return Publication(**dict(row)) if row else None


def known(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the digests of all publications on which the roster here was ever based."""
    row = conn.execute("SELECT known FROM publication").fetchone()
    return frozenset(json.loads(row["known"])) if row else frozenset()


def store(conn: sqlite3.Connection, publication: Publication, *, after: Iterable[str] = ()) -> None:
    """Store that the roster here is this publication, with nothing loaded since; the caller holds a transaction.

    ``after``: digests of others whose place it took.
    """
    line = sorted({*known(conn), *after, publication.digest})
    conn.execute(
        "INSERT OR REPLACE INTO publication (one, number, digest, published_at, published_by, content, known) "
        "VALUES (1, ?, ?, ?, ?, ?, ?)",
        (
            publication.number,
            publication.digest,
            publication.published_at,
            publication.published_by,
            publication.content,
            json.dumps(line),
        ),
    )
    set_setting(conn, _LOADED, "")


def mark_loaded(conn: sqlite3.Connection, event: str) -> None:
    """Store that something was loaded here, which nobody has published yet; the caller holds a transaction."""
    set_setting(conn, _LOADED, event)


def unpublished(conn: sqlite3.Connection) -> str:
    """Return what was loaded here last, if that is not published yet; else an empty text."""
    if marked := all_settings(conn).get(_LOADED, ""):
        return marked
    return "before there was a hub" if current(conn) is None and edition.revision(conn) > 0 else ""
