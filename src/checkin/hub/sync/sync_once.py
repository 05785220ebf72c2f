"""Run one complete sync of a course with its hub."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from checkin import __version__
from checkin.core.errors import CheckinError, HubError
from checkin.hub.connect import connect, station_name
from checkin.hub.peer import KioskReport, Peer
from checkin.hub.sync.exchange import Exchange, ExchangeResult
from checkin.hub.sync.roster_sync import Choice, RosterOutcome, Rosters
from checkin.i18n.countries import search_words
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse


@dataclass(slots=True)
class Synced:
    """The result of a sync. ``trouble`` lists errors; everything else was exchanged."""

    done: ExchangeResult = field(default_factory=ExchangeResult)
    roster: RosterOutcome | None = None
    waiting: int = 0
    set_aside: int = 0
    trouble: list[CheckinError] = field(default_factory=list)


def sync(opened: OpenCourse, url: str, *, choice: Choice = Choice.ASK, new: bool = False, door: str = "") -> Synced:
    """Exchange everything with the hub once. Raises :class:`HubError` when it cannot be reached."""
    with connect(opened.record.conn, opened.course, url, folder=opened.folder.root, new=new) as link:
        return exchange_all(opened, link, choice=choice, door=door)


def exchange_all(opened: OpenCourse, hub: Peer, *, choice: Choice = Choice.ASK, door: str = "") -> Synced:
    """Sync the roster first, so that no event lacks its person; then events in both directions."""
    synced = Synced()
    try:
        synced.roster = Rosters(opened.folder, opened.record, countries=search_words).settle(hub, choice)
    except CheckinError as error:
        synced.trouble.append(error)
    exchange = Exchange(opened.record, hub, countries=search_words, about=self_description(opened.folder, door))
    synced.done = exchange.run()
    synced.trouble.extend(synced.done.trouble)
    synced.waiting = exchange.waiting
    with suppress(HubError):
        exchange.report()
    return synced


def self_description(folder: CourseFolder, door: str) -> Callable[[Exchange], KioskReport]:
    """Return a label of this station: computer, folder and door. Nothing depends on it."""
    place = station_name(folder.root)
    kiosk = hashlib.blake2b(f"{place}:{door}".encode(), digest_size=8).hexdigest()
    return lambda exchange: KioskReport(
        kiosk=kiosk, name=place, door=door, version=__version__, waiting=exchange.waiting, events=exchange.events
    )
