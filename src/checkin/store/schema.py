"""Define the tables of the record as migrations, which are never edited once released."""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from checkin.store.views import VERSION

migrations = Migrations("checkin")


@migrations()
def m001_record(db: Database) -> None:
    """Create the append-only table of events."""
    db.execute(
        """
        CREATE TABLE events (
            arrival INTEGER PRIMARY KEY,  -- the order in which they came into this file; means nothing elsewhere
            segment TEXT NOT NULL,
            seq INTEGER NOT NULL CHECK (seq >= 1),
            event_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            session TEXT,
            participant TEXT,
            code TEXT,
            verdict TEXT,
            how TEXT,
            at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.???Z'),
            tz TEXT NOT NULL,
            mono INTEGER NOT NULL,
            hub_offset INTEGER,
            hub_offset_age INTEGER,
            ref TEXT,
            reason TEXT,
            actor TEXT,
            door TEXT,
            roster_rev INTEGER,
            facts TEXT CHECK (facts IS NULL OR json_valid(facts)),
            hash TEXT NOT NULL,
            UNIQUE (segment, seq)
        ) STRICT
        """
    )
    # SQLite uses a partial index only if the query repeats the index's condition word for word.
    for name, columns, condition in (
        ("events_undone", "ref", "kind = 'undo'"),
        ("events_replaced", "ref", "ref IS NOT NULL AND kind <> 'undo'"),
        ("events_entry", "participant, session", "participant IS NOT NULL"),
        ("events_session", "session", "participant IS NOT NULL"),
        ("events_pending", "code, session", "verdict = 'pending'"),
        ("events_marked", "participant, session", "kind = 'mark'"),
        ("events_excused", "participant, session", "kind = 'excuse'"),
        ("events_withdrawn", "participant", "kind = 'withdraw'"),
        ("events_reissued", "code", "kind = 'reissue'"),
        ("events_printed", "code", "kind = 'print'"),
        ("events_closed", "session", "kind = 'session_close'"),
        ("events_cancelled", "session", "kind = 'session_cancel'"),
    ):
        db.execute(f"CREATE INDEX {name} ON events ({columns}) WHERE {condition}")
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )


@migrations()
def m002_roster(db: Database) -> None:
    """Create the tables of people, codes and sessions, as last loaded."""
    text = {"id": str}
    db.create_table("course", {"key": str, "value": str}, pk="key", strict=True)
    db.create_table("secret", {"name": str, "value": bytes}, pk="name", not_null=["value"], strict=True)
    db.create_table(
        "participants",
        text
        | dict.fromkeys(["own_id", "name", "given_names", "family_names", "email", "country", "institution"], str)
        | dict.fromkeys(["position", "role", "language", "note", "photo", "facts", "added_by"], str)
        | {"withdrawn": int, "listed": int, "place": int},
        pk="id",
        not_null=["name", "role", "facts", "withdrawn", "listed", "place"],
        strict=True,
    )
    db.create_table(
        "codes",
        {"code": str, "participant": str, "own": int, "event": str},
        pk="code",
        not_null=["participant", "own"],
        foreign_keys=[("participant", "participants", "id")],
        strict=True,
    )
    db.create_table(
        "sessions",
        text
        | dict.fromkeys(["title", "starts_at", "ends_at", "day", "room", "theme", "speakers", "language", "kind"], str)
        | {"counts": int, "required": int, "listed": int},
        pk="id",
        not_null=["title", "starts_at", "ends_at", "day", "counts", "required", "listed"],
        strict=True,
    )
    for table, parent in (("participant_groups", "participants"), ("session_groups", "sessions")):
        owner = parent[:-1]
        db.create_table(
            table,
            {owner: str, "name": str},
            pk=(owner, "name"),
            foreign_keys=[(owner, parent, "id")],
            strict=True,
        )
    db.table("codes").create_index(["participant"])


@migrations()
def m003_search(db: Database) -> None:
    """Create the search index of names, institutions, countries and codes without accents."""
    table = db.create_table("search", {"participant": str, "words": str}, pk="participant", strict=True)
    table.enable_fts(["words"], create_triggers=True, tokenize="unicode61 remove_diacritics 2")


@migrations()
def m004_door(db: Database) -> None:
    """Create the settings of a station, notes, and the search by a part of a word."""
    db.create_table("settings", {"name": str, "value": str}, pk="name", not_null=["value"], strict=True)
    db.execute("CREATE INDEX events_noted ON events (participant) WHERE kind = 'note'")
    db.execute("CREATE INDEX events_merged ON events (participant) WHERE kind = 'merge'")
    # Prefixes of two and three letters have an index of their own: they match a tenth of a large roster.
    db.execute("DROP TABLE search_fts")
    for name in ("ai", "ad", "au"):
        db.execute(f"DROP TRIGGER search_{name}")
    for name, options in (
        ("search_fts", "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'"),
        ("search_parts", "tokenize='trigram'"),
    ):
        db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5 (words, content=[search], {options})")
        old, new = (
            f"INSERT INTO {name} ({name}, rowid, words) VALUES ('delete', old.rowid, old.words)",
            (f"INSERT INTO {name} (rowid, words) VALUES (new.rowid, new.words)"),
        )
        db.execute(f"CREATE TRIGGER {name}_ai AFTER INSERT ON search BEGIN {new}; END")
        db.execute(f"CREATE TRIGGER {name}_ad AFTER DELETE ON search BEGIN {old}; END")
        db.execute(f"CREATE TRIGGER {name}_au AFTER UPDATE ON search BEGIN {old}; {new}; END")
        db.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


@migrations()
def m005_figures(db: Database) -> None:
    """Index session changes, exits, checked names and certificates."""
    for name, columns, condition in (
        ("events_changed", "session", "kind IN ('session_shift', 'session_move')"),
        ("events_joined", "session", "kind = 'session_merge'"),
        ("events_left", "participant, session", "kind = 'exit'"),
        ("events_renamed", "participant", "kind = 'rename'"),
        ("events_decided", "participant", "kind = 'decide'"),
        ("events_proofed", "participant", "kind = 'proof'"),
        ("events_issued", "participant", "kind = 'issue'"),
    ):
        db.execute(f"CREATE INDEX {name} ON events ({columns}) WHERE {condition}")


@migrations()
def m006_hub(db: Database) -> None:
    """Create the tables of the sync: the roster as last published, and rejected segments."""
    # One row: the publication that the roster and programme here are built on.
    db.execute(
        """
        CREATE TABLE publication (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            number INTEGER NOT NULL,
            digest TEXT NOT NULL,
            published_at TEXT NOT NULL,
            published_by TEXT NOT NULL,
            content TEXT NOT NULL,
            known TEXT NOT NULL CHECK (json_valid(known))  -- the digests of this one and of all before it
        ) STRICT
        """
    )
    # A segment that one side cannot take from the other, with the ends (here and there) at which it was tried.
    db.execute(
        """
        CREATE TABLE refused (
            segment TEXT NOT NULL,
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
            seq INTEGER NOT NULL,
            reason TEXT NOT NULL,
            ends TEXT NOT NULL,
            since TEXT NOT NULL,
            PRIMARY KEY (segment, direction)
        ) STRICT
        """
    )
    # The segments that came from other kiosks: the last event of one's own is in none of them.
    db.execute("CREATE TABLE elsewhere (segment TEXT PRIMARY KEY) STRICT")
    db.execute("CREATE INDEX events_reissued_to ON events (participant) WHERE kind = 'reissue'")


@migrations()
def m007_kept(db: Database) -> None:
    """Create the table of counts that are retained after personal data was deleted."""
    db.create_table("kept", {"name": str, "content": str}, pk="name", not_null=["content"], strict=True)


@migrations()
def m008_slots(db: Database) -> None:
    """Add the slot of a session, and the day of the load that withdrew a person."""
    # A program that is killed in between leaves a part of it; the next start goes on from there.
    for table, column in (("sessions", "slot"), ("participants", "withdrawn_on")):
        if column not in db.table(table).columns_dict:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    db.execute(
        "CREATE INDEX IF NOT EXISTS events_took_part ON events (participant) WHERE kind IN ('withdraw', 'reinstate')"
    )


@migrations()
def m009_invalid_events(db: Database) -> None:
    """Create the table of events that break the rules of their kind; their rows in ``events`` are empty."""
    db.execute(
        """
        CREATE TABLE IF NOT EXISTS invalid_events (
            segment TEXT NOT NULL,
            seq INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            original TEXT NOT NULL,
            PRIMARY KEY (segment, seq)
        ) STRICT
        """
    )


@migrations()
def m010_row_numbers(db: Database) -> None:
    """Add the row number of a person on paper lists. The next load gives everybody the number that they have now."""
    if "row_number" not in db.table("participants").columns_dict:
        db.execute("ALTER TABLE participants ADD COLUMN row_number INTEGER")


def migrate(conn: sqlite3.Connection, *, edition_key: bytes) -> None:
    """Migrate the tables to the current schema. A record without an edition key gets this one permanently."""
    db = Database(conn)
    migrations.apply(db)
    conn.execute("INSERT OR IGNORE INTO secret (name, value) VALUES ('edition', ?)", (edition_key,))
    conn.execute("INSERT OR IGNORE INTO course (key, value) VALUES ('revision', '0'), ('late_after', '15')")
    conn.execute(f"PRAGMA user_version = {VERSION}")
