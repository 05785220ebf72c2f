"""Connect to the hub. Every call has a watchdog, because psycopg waits for ever on a frozen server."""

import contextlib
import json
import math
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import psycopg
from psycopg import sql

from checkin.core.errors import ForbiddenError, HubError, HubUnreachableError
from checkin.core.events import FIELDS
from checkin.hub.address import Address, login_rules, parse_address
from checkin.hub.peer import EventRun, KioskReport, PeerState, PushResult, Rejection
from checkin.hub.server_errors import readable_errors
from checkin.hub.station_token import StationToken, read_token
from checkin.store.sync.publication import Publication
from checkin.store.sync.vectors import Vector

T = TypeVar("T")

# Seconds after which a hub that has not answered counts as frozen; a batch of events takes a few milliseconds.
PATIENCE = 20.0
_CONNECT_SECONDS = 8
PASSFILE = "hub.pgpass"
_sent = attrgetter(*FIELDS[1:])
_PULL = f"SELECT {', '.join(FIELDS)} FROM checkin.pull(%s, %s::json, %s, %s)"  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class HubCourse:
    """A course that a login has at a hub: ``rank`` is ``kiosk`` or ``organizer``."""

    id: str
    title: str
    rank: str


@dataclass(frozen=True, slots=True)
class HubKiosk:
    """A kiosk as the hub last heard of it, ``seconds`` ago by the hub's clock."""

    kiosk: str
    name: str
    door: str
    version: str
    waiting: int
    offset_ms: int | None
    events: int
    vector: str
    figures: str | None
    seen_at: str
    seconds: float
    revoked: bool = False


class HubConnection:
    """One connection, for one thread. Every method raises :class:`HubError` or :class:`HubUnreachableError`."""

    def __init__(self, conn: "psycopg.Connection[Any]", address: Address, patience: float) -> None:
        self._conn = conn
        self._patience = patience
        self.address = address
        self.course = ""
        self.token: str | None = None
        self._lost = False
        self.may_publish = self.may_change_rules = False
        # The watchdog cuts the connection from outside, through a name of the socket that is its own.
        self._socket = socket.socket(fileno=os.dup(conn.fileno())) if os.name == "posix" else _windows_socket(conn)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        folder: Path | None = None,
        own: StationToken | None = None,
        waived: bool = False,
        patience: float = PATIENCE,
    ) -> Self:
        """Connect, as this station where it has a token: ``own``, else the folder's.

        The password comes from the URL, ``PGPASSWORD``, the folder's ``hub.pgpass``, or ``PGPASSFILE``.
        """
        address = parse_address(url, waived=waived, environment=os.environ)
        own = own or read_token(folder, address.url)
        options = _login_options(address, folder, own)
        with readable_errors(address):
            conn = psycopg.connect(
                address.url,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                application_name="checkin",
                # A pool between here and the server gives every transaction another connection.
                prepare_threshold=None,
                # A network that swallows everything is noticed within half a minute, even while only listening.
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                **options,
            )
        link = cls(conn, address, patience)
        link.token = own.token if own else None
        return link

    def close(self) -> None:
        """Close the connection without waiting for the hub."""
        if self._lost:
            self._cut()
        self._conn.close()
        self._socket.close()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def fileno(self) -> int:
        """Return the socket, for ``select``."""
        return self._conn.fileno()

    @contextmanager
    def watched(self) -> Iterator["psycopg.Connection[Any]"]:
        """Hold the connection for one call to the hub, with a time limit."""
        frozen = threading.Event()

        def cut() -> None:
            frozen.set()
            self._cut()

        watchdog = threading.Timer(self._patience, cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            with readable_errors(self.address):
                yield self._conn
        except HubUnreachableError:
            self._lost = True
            if frozen.is_set():
                raise HubUnreachableError(
                    "The server {url} did not answer for {seconds} s. The connection was closed.",
                    url=self.address.shown,
                    seconds=round(self._patience),
                ) from None
            raise
        finally:
            watchdog.cancel()

    def _one(self, query: str, *values: object, read: Callable[[Any], T] = lambda found: found) -> T:
        """Return the one value of a query, as ``read`` takes it. What it cannot take is an unexpected answer."""
        with self.watched() as conn:
            row = conn.execute(query.encode(), values).fetchone()
            return read(row[0] if row else None)

    # -- courses

    def courses(self) -> list[HubCourse]:
        """Return the courses of this login at the hub."""
        with self.watched() as conn:
            rows = conn.execute("SELECT id::text, title, rank FROM checkin.courses()").fetchall()
        return [HubCourse(*row) for row in rows]

    def choose(self, course: str) -> None:
        """Work for one course from now on. Raises :class:`HubError` when it is not there, or not this login's."""
        found = next((one for one in self.courses() if one.id == course), None)
        if found is None:
            raise HubError(
                "This login has no access to this course on the server {url}. An organizer grants it "
                "with 'checkin hub grant LOGIN'.",
                url=self.address.shown,
            )
        self.course = course
        self.may_publish = self.may_change_rules = found.rank == "organizer"

    def title_taken(self, course: str, title: str) -> bool:
        """Return True if another course at the hub has that title."""
        return bool(self._one("SELECT checkin.title_taken(%s, %s)", course, title))

    def create_course(self, course: str, title: str, key: bytes) -> None:
        """Create a course at the hub. This login becomes its organizer."""
        self._one("SELECT checkin.found_course(%s, %s, %s)", course, title, key)

    def edition_key(self) -> bytes:
        """Return the course's secret key, for a station that joins."""
        return self._one("SELECT checkin.edition_key(%s, %s)", self.course, self.token, read=bytes)

    def knows_token(self) -> bool:
        """Return True if the hub knows this station's token; a hub that was emptied or set back may not."""
        try:
            self.state()
        except ForbiddenError as error:
            if getattr(error.__cause__, "sqlstate", "") == "CK006":
                return False
            raise
        return True

    def enrol(self, name: str) -> StationToken:
        """Get a token for this station, and a separate login if the hub may create one."""
        return self._one("SELECT checkin.enrol(%s, %s)", self.course, name, read=lambda said: StationToken(**said))

    def renew(self, held: StationToken) -> StationToken:
        """Give the login of this station a new password. Raise :class:`ForbiddenError` if its token is void."""
        query = "SELECT checkin.renew(%s, %s)"
        return self._one(query, self.course, held.token, read=lambda said: replace(held, **said))

    def revoke(self, station: str) -> list[str]:
        """End the access of a station, given by its id or its name. Return the names of the stations concerned."""
        with self.watched() as conn:
            rows = conn.execute("SELECT checkin.revoke(%s, %s)", (self.course, station)).fetchall()
        with contextlib.suppress(HubError):  # a server of an older version has no such function
            self._one("SELECT checkin.end_revoked_sessions(%s)", self.course)
        return [row[0] for row in rows]

    def stations(self) -> list[tuple[str, str, bool]]:
        """Return the id, the name and whether it was revoked, of every station that has a token."""
        with self.watched() as conn:
            query = "SELECT station, name, revoked_at IS NOT NULL FROM checkin.stations_of(%s)"
            return [tuple(row) for row in conn.execute(query, (self.course,)).fetchall()]

    def kiosks(self) -> list[HubKiosk]:
        """Return every kiosk of the course."""
        with self.watched() as conn:
            rows = conn.execute(
                "SELECT kiosk, name, door, version, waiting, offset_ms, events, vector, figures, "
                "to_char(seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), seconds, revoked "
                "FROM checkin.kiosks(%s, %s)",
                (self.course, self.token),
            ).fetchall()
        return [HubKiosk(*row) for row in rows]

    def refusals(self) -> list[tuple[str, int, str, str]]:
        """Return what the hub refused: segment, number, reason, and the station that sent it."""
        with self.watched() as conn:
            query = "SELECT segment, seq, reason, kiosk FROM checkin.refusals(%s, %s)"
            return [tuple(row) for row in conn.execute(query, (self.course, self.token)).fetchall()]

    # -- the holder

    def vector(self) -> dict[str, int]:
        return self._one("SELECT checkin.vector(%s, %s)", self.course, self.token, read=_counts)

    def state(self) -> PeerState:
        return self._one("SELECT checkin.state(%s, %s)", self.course, self.token, read=_state)

    def push(self, runs: Sequence[EventRun]) -> PushResult:
        offered = [
            {
                "segment": run.segment,
                "previous": run.previous,
                "own": run.own,
                "events": [dict(zip(FIELDS[1:], _sent(event), strict=True)) for event in run.events],
            }
            for run in runs
        ]
        query = "SELECT checkin.push(%s, %s::json, '{}', %s)"
        return self._one(query, self.course, _json(offered), self.token, read=_pushed)

    def pull(self, vector: Vector, limit: int) -> Sequence[Sequence[object]]:
        with self.watched() as conn:
            return conn.execute(_PULL.encode(), (self.course, _json(vector), limit, self.token)).fetchall()

    def report(self, about: KioskReport) -> None:
        self._one("SELECT checkin.report(%s, %s::json, %s)", self.course, _json(about.values()), self.token)

    def notify(self) -> None:
        self._one("SELECT checkin.ring(%s, %s)", self.course, self.token)

    def revision(self) -> Publication | None:
        with self.watched() as conn:
            row = conn.execute(
                "SELECT number, digest, to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), "
                "published_by, content FROM checkin.revision(%s, %s)",
                (self.course, self.token),
            ).fetchone()
        if row is None:
            return None
        number, digest, at, by, content = row
        return Publication(number=number, digest=digest, published_at=at, published_by=by, content=content)

    def publish(self, base: int, publication: Publication) -> int:
        return int(
            self._one(
                "SELECT checkin.publish(%s, %s, %s, %s, %s)",
                self.course,
                base,
                publication.digest,
                publication.content,
                publication.published_by,
            )
        )

    # -- listening

    def subscribe(self) -> None:
        """Receive a notification whenever another station has sent events."""
        with self.watched() as conn:
            conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier("checkin")))

    @property
    def process(self) -> int:
        """Return the number of the server's process that serves this connection."""
        return self._conn.info.backend_pid

    def notified(self, *, ignored: int = 0) -> bool:
        """Return True if there is news of this course since the last call; does not wait.

        Notifications that the server's process ``ignored`` sent do not count.
        """
        with self.watched() as conn:
            notes = list(conn.notifies(timeout=0))
        return any(note.payload == self.course and note.pid != ignored for note in notes)


def _counts(said: Mapping[str, object]) -> dict[str, int]:
    return {segment: int(count) for segment, count in said.items()}  # type: ignore[call-overload]


def _state(said: Mapping[str, Any]) -> PeerState:
    now = float(said["now"])
    if not math.isfinite(now):
        raise ValueError("its clock shows no time")
    return PeerState(now, str(said["digest"]), int(said["revision"] or 0), str(said["revision_digest"] or ""))


def _pushed(said: Mapping[str, Any]) -> PushResult:
    refused = [
        Rejection(str(one["segment"]), int(one["seq"]), str(one["reason"]), int(one["count"]))
        for one in said["refused"]
    ]
    return PushResult(_counts(said["counts"]), tuple(refused))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _login_options(address: Address, folder: Path | None, own: StationToken | None) -> dict[str, Any]:
    """Return how to log in: as a station or as the URL says, with the password's file if nothing else gives it."""
    options: dict[str, Any] = {}
    if own is not None and own.login and own.password:
        options |= {"user": own.login, "password": own.password}
    passfile = folder / PASSFILE if folder else None
    given = {"PGPASSWORD", "PGPASSFILE"} & os.environ.keys()
    if passfile and passfile.exists() and not given:
        options["passfile"] = str(passfile)
    has_password = bool(address.password or given or {"password", "passfile"} & options.keys())
    return options | login_rules(address, has_password=has_password, libpq=psycopg.pq.version())


def _windows_socket(conn: "psycopg.Connection[Any]") -> socket.socket:
    return socket.fromfd(conn.fileno(), socket.AF_INET, socket.SOCK_STREAM)
