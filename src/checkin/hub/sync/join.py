"""Join a course: create its folder on another computer from the hub's URL."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from checkin.core.course_toml import parse
from checkin.core.errors import CourseError, HubError
from checkin.core.text import EnglishText, TranslatableList, TranslatableText, clean, slug
from checkin.hub import shared_config
from checkin.hub.connect import course_id, station_name
from checkin.hub.connection import PASSFILE, HubConnection, HubCourse
from checkin.hub.station_token import StationToken, keep_token
from checkin.hub.sync.sync_once import Synced, exchange_all
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from checkin.store.record import Record
from checkin.store.sync.publication import Publication
from checkin.system.clock import SYSTEM_CLOCK, Clock


@dataclass(frozen=True, slots=True)
class Joined:
    """The new folder, the course's title, and what the first sync did."""

    folder: CourseFolder
    title: str
    synced: Synced


def join(
    url: str, root: Path | None = None, *, course: str = "", waived: bool = False, clock: Clock = SYSTEM_CLOCK
) -> Joined:
    """Make a course folder from a hub: its rules, its secret key, its roster, all its events.

    ``root`` None is a folder here with the course's name; ``course`` (an id or a title) says which one where the
    login has several. Raises :class:`HubError` or :class:`CourseError`; then there is no new folder, or one whose
    ``checkin sync`` goes on where this stopped.
    """
    with HubConnection.open(url, waived=waived) as link:
        chosen = _chosen(link, course)
        folder = CourseFolder((root or Path(slug(chosen.title) or "course")).absolute())
        _require_new(folder.root)
        link.choose(chosen.id)
        token = link.enrol(station_name(folder.root))
    with HubConnection.open(url, own=token, waived=waived) as link:
        link.choose(chosen.id)
        revision = link.revision()
        if revision is None or not revision.rules():
            raise HubError(
                "The participant list of {title} is not on {url} yet. An organizer's 'checkin sync' publishes it.",
                title=chosen.title,
                url=link.address.shown,
            )
        key = link.edition_key()
        if course_id(key) != chosen.id:
            raise HubError("The key of {url} does not belong to this course.", url=link.address.shown)
        _write_folder(folder, link, revision, token, waived=waived)
        Record.open(folder.record_file, clock=replace(clock, new_key=lambda: key)).close()
        with open_course(folder, clock=clock) as course_here:
            return Joined(folder, chosen.title, exchange_all(course_here, link))


def _require_new(root: Path) -> None:
    if root.is_file():
        raise CourseError("{path} is a file. Name a new folder.", path=root)
    if root.is_dir() and any(root.iterdir()):
        raise CourseError("{path} is not empty. Name a new folder.", path=root)


def _chosen(link: HubConnection, course: str) -> HubCourse:
    held = link.courses()
    found = [one for one in held if course in ("", one.id, one.title)]
    if len(found) == 1:
        return found[0]
    if not held:
        raise HubError(
            "This login has no course on {url}. Ask an organizer for the line for joining.", url=link.address.shown
        )
    names = [TranslatableText("{title} ({id})", {"title": clean(one.title), "id": one.id}) for one in held]
    raise HubError(
        "{url} has several courses. Choose one with --course. This login has: {names}.",
        url=link.address.shown,
        names=TranslatableList(tuple(names)),
    )


def _write_folder(
    folder: CourseFolder, link: HubConnection, revision: Publication, token: StationToken, *, waived: bool
) -> None:
    address = link.address
    text = shared_config.with_hub(shared_config.shared(revision.rules()), address.without_password(), waived=waived)
    parse(text, place=EnglishText("The course.toml of the hub"))
    if shared_config.own_tables(text).keys() != {"hub"}:
        raise HubError("The rules on {url} hold settings that are a station's own.", url=address.shown)
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        keep_token(folder.root, address.url, token)
        if address.password and not token.login:
            keep_password(folder.root, address.url, address.password)
        folder.course_file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CourseError("{path} cannot be written: {reason}.", path=folder.root, reason=error.strerror) from None


def keep_password(root: Path, url: str, password: str) -> None:
    """Store the hub's password in the course folder, in libpq's format, readable by this account only."""
    user = unquote(urlsplit(url).netloc.rpartition("@")[0].partition(":")[0]) or "*"
    line = ":".join(("*", "*", "*", *(part.replace("\\", "\\\\").replace(":", "\\:") for part in (user, password))))
    file = root / PASSFILE
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123
        out.write(line + "\n")
