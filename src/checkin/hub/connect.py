"""Meet a hub: connect, lay what is missing, and find or make the course there."""

import hashlib
import socket
import sqlite3
from pathlib import Path
from uuid import UUID

from checkin.core.course import Course
from checkin.core.errors import ForbiddenError, HubError
from checkin.hub.connection import PATIENCE, HubConnection
from checkin.hub.install_schema import install_schema
from checkin.hub.station_token import keep_token
from checkin.store.roster import edition


def course_id(key: bytes) -> str:
    """The course's id at every hub: of its edition's secret key, which it does not give away."""
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
    """A connection for this record's course. The first organizer who comes makes the course there.

    ``new``: even where another course of the same title is. Raises :class:`HubError`.
    """
    key = edition.edition_key(conn)
    identity = course_id(key)
    link = HubConnection.open(url, folder=folder, waived=course.hub_waived, patience=patience)
    try:
        install_schema(link)
        if all(one.id != identity for one in link.courses()):
            _found(link, identity, course, key, new=new)
        link.choose(identity)
        if folder is not None and link.token is None:
            keep_token(folder, link.address.url, link.enrol(station_name(folder)))
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


def station_name(folder: Path) -> str:
    """Return the label of this station: its computer and its folder."""
    return f"{socket.gethostname()}:{folder}"


def _found(link: HubConnection, identity: str, course: Course, key: bytes, *, new: bool) -> None:
    try:
        taken = link.title_taken(identity, course.title)
        if not taken or new:
            link.found_course(identity, course.title, key)
    except ForbiddenError as error:
        raise HubError(
            "The hub {url} does not have this course, and this login may not make it: an organizer's "
            "'checkin sync' does.",
            url=link.address.shown,
        ) from error
    if taken and not new:
        raise HubError(
            "The hub {url} has another course with the title {title}. If it is meant to be the same, join it: "
            "'checkin join URL NEWFOLDER'; if this is another one, say so with --new-course.",
            url=link.address.shown,
            title=course.title,
        )
