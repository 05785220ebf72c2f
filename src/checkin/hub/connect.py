"""Connect to a hub, install what is missing, and find or create the course there."""

import hashlib
import socket
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from checkin.core.course import Course
from checkin.core.errors import ForbiddenError, HubError
from checkin.hub.connection import PATIENCE, HubConnection
from checkin.hub.install_schema import install_schema
from checkin.hub.station_token import keep_token, read_token
from checkin.store.roster import edition
from checkin.system.files import write_errors


def course_id(key: bytes) -> str:
    """Return the course's id at every hub, derived from the edition's secret key without revealing it."""
    return str(UUID(bytes=hashlib.blake2b(key, digest_size=16, person=b"checkin.course").digest()))


def connect(
    conn: sqlite3.Connection,
    course: Course,
    url: str,
    *,
    folder: Path | None = None,
    new: bool = False,
    patience: float = PATIENCE,
) -> HubConnection:
    """Connect for this record's course. The first organizer creates the course at the hub.

    ``new`` creates it even if another course has the same title. Raises :class:`HubError`.
    """
    key = edition.edition_key(conn)
    identity = course_id(key)
    link = HubConnection.open(url, folder=folder, waived=course.hub_waived, patience=patience)
    try:
        install_schema(link)
        if all(one.id != identity for one in link.courses()):
            _found(link, identity, course, key, new=new)
        link.choose(identity)
        if folder is not None and (link.token is None or not link.knows_token()) and _enrol(link, folder):
            link.close()
            link = HubConnection.open(url, folder=folder, waived=course.hub_waived, patience=patience)
            link.choose(identity)
    except OSError as error:
        link.close()
        raise HubError("{path} cannot be written: {reason}.", path=folder, reason=error.strerror) from error
    except BaseException:
        link.close()
        raise
    return link


def restore_access(conn: sqlite3.Connection, course: Course, url: str, folder: Path) -> None:
    """Let this station in again with the URL of the line for joining, if the hub refuses the station's own access.

    A station whose password was changed gets a new one. A station that was revoked becomes a new station.
    Raises :class:`HubError`.
    """
    held = read_token(folder, url)
    if held is None or not urlsplit(url).password:
        return
    identity = course_id(edition.edition_key(conn))
    with suppress(HubError), HubConnection.open(url, folder=folder, waived=course.hub_waived) as link:
        link.choose(identity)
        link.state()
        return
    with HubConnection.open(url, waived=course.hub_waived) as link:
        if not _has_course(link, identity):
            return  # an emptied hub: the exchange creates the course, or says that it may not
        link.choose(identity)
        try:
            token = link.renew(held)
        except ForbiddenError:
            token = link.enrol(station_name(folder))
    with write_errors(folder, HubError):
        keep_token(folder, link.address.url, token)


def _has_course(link: HubConnection, identity: str) -> bool:
    try:
        return any(one.id == identity for one in link.courses())
    except HubError:
        return False


# A hub that is read-only or full gives no token at the moment; what it allows without one goes on.
_NOT_NOW = ("25006", "53100")


def _enrol(link: HubConnection, folder: Path) -> bool:
    """Get a token for this station and keep it. Return False where the hub cannot write at the moment."""
    try:
        token = link.enrol(station_name(folder))
    except HubError as error:
        if getattr(error.__cause__, "sqlstate", "") in _NOT_NOW:
            return False
        raise
    keep_token(folder, link.address.url, token)
    return True


def station_name(folder: Path) -> str:
    """Return the label of this station: its computer and its folder."""
    return f"{socket.gethostname()}:{folder}"


def _found(link: HubConnection, identity: str, course: Course, key: bytes, *, new: bool) -> None:
    try:
        taken = link.title_taken(identity, course.title)
        if not taken or new:
            link.create_course(identity, course.title, key)
    except ForbiddenError as error:
        raise HubError(
            "The server {url} does not have this course, and this login may not create it. An "
            "organizer's 'checkin sync' creates it.",
            url=link.address.shown,
        ) from error
    if taken and not new:
        raise HubError(
            "The server {url} has another course with the title {title}. To use that course: "
            "'checkin join URL NEWFOLDER'. To create a second one: --new-course.",
            url=link.address.shown,
            title=course.title,
        )
