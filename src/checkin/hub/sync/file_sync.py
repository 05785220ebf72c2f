"""Exchange events and the roster through a file, both ways in one call, for kiosks that no network joins.

The file holds lines of canonical JSON: a heading with the course and its roster, then every event. Each line has a
seal (:mod:`checkin.hub.sync.file_seal`). The file is written whole, and takes its name when it is on the disk.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from checkin.core.errors import CheckinError, HubError, RecordError, StaleRosterError
from checkin.core.events import FIELDS, Event, validate_event
from checkin.core.text import translatable
from checkin.hub.connect import course_id
from checkin.hub.sync.exchange import BATCH, digest
from checkin.hub.sync.file_seal import FileSeal
from checkin.hub.sync.roster_sync import Choice, Question, Rosters, refuse
from checkin.hub.sync.sync_once import Synced
from checkin.i18n.countries import search_words
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.recovery.rebuild import bounded_lines
from checkin.store.roster import edition
from checkin.store.sync import vectors
from checkin.store.sync.merge_events import check_events, merge_valid
from checkin.store.sync.publication import Publication
from checkin.system.files import create_file, fsync_folder, overwrite_and_delete, replace_and_overwrite

_FORMAT, _UNSEALED = "checkin-exchange-2", "checkin-exchange-1"
_DAMAGED = translatable("Damaged lines in {file}: {n}. The other stations still have these entries.")
_FOREIGN = translatable(
    "Lines of {file} that were not written by a station of this course, or were changed: {n}. They were not imported "
    "and stay in the file."
)
_NO_EXCHANGE_FILE = translatable("{file} is not an exchange file of checkin. Name another file.")
_LONGEST_HEADING = _MOST_FOREIGN_BYTES = 64_000_000
_TOO_FOREIGN = translatable(
    "{file} holds more than 64 MB that no station of this course wrote. What was readable before that was imported. "
    "Delete the file, and sync again."
)
_OLD_FILE = translatable(
    "{file} was written by an older version of checkin, without seals. Anybody could have "
    "written it. Import its entries and its list?"
)


def sync_file(
    opened: OpenCourse, place: Path, *, choice: Choice = Choice.ASK, ask: Question = refuse
) -> tuple[Path, Synced]:
    """Import what a file holds, then write what it lacks. ``place`` is a folder (a USB drive) or the file itself.

    ``ask`` puts a question to a person: before the roster and the rules of the file replace those here, and before a
    file without seals is read. Lines that cannot be imported stay in the file. Raise :class:`HubError` when the file
    is another course's or cannot be read or written.
    """
    record = opened.record
    key = edition.edition_key(record.conn)
    course = course_id(key)
    file = place / f"checkin-{course[:8]}.jsonl" if place.is_dir() else place
    synced = Synced()
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise HubError(_NO_EXCHANGE_FILE, file=file)
    with _explained(file):
        taken = _Reader(record, file, course, key, synced).read(choice, ask) if file.exists() else _Contents()
        sheet = _Sheet(taken.revision)
        try:
            rosters = Rosters(opened.folder, record, countries=search_words, ask=ask)
            synced.roster = rosters.settle(sheet, choice)
        except CheckinError as error:
            synced.trouble.append(error)
        synced.done.sent = _write_file(record, file, course, key, taken, sheet)
    return file, synced


@dataclass
class _Contents:
    """What a file held: how far each segment went, the events and lines that could not be imported, the roster."""

    revision: Publication | None = None
    vector: dict[str, int] = field(default_factory=dict)
    refused: list[Event] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    digest: str = ""


class _Sheet:
    """The roster that travels in the file; everybody may publish there."""

    may_publish = True
    may_change_rules = False

    def __init__(self, held: Publication | None) -> None:
        self.held = held

    def revision(self) -> Publication | None:
        """Return the roster in the file."""
        return self.held

    def publish(self, base: int, publication: Publication) -> int:
        """Put another in its place."""
        number = self.held.number if self.held else 0
        if number != base:
            raise StaleRosterError("The file has another participant list by now.")
        self.held = replace(publication, number=number + 1)
        return number + 1


class _Reader:
    """Reads one file: first the heading, then its events in batches."""

    def __init__(self, record: Record, file: Path, course: str, key: bytes, synced: Synced) -> None:
        self._record = record
        self._file = file
        self._course = course
        self._key = key
        self._synced = synced
        self._found = _Contents()
        self._damaged = 0
        self._foreign_bytes = 0

    def read(self, choice: Choice, ask: Question) -> _Contents:
        """Import the events of the file, and return the rest of it."""
        with self._file.open("rb") as lines:
            line = lines.readline(_LONGEST_HEADING)
            seal, heading = self._heading(line)
            if seal is None and choice is not Choice.THEIRS and not ask(_OLD_FILE, {"file": str(self._file)}):
                raise HubError(
                    "{file} was written by an older version of checkin, without seals. If you know where it "
                    "comes from, import it with --take theirs.",
                    file=self._file,
                )
            rest = bounded_lines(lines)
            while chunk := list(islice(rest, BATCH)):
                self._take(seal, chunk)
        for count, text in ((self._damaged, _DAMAGED), (len(self._found.kept), _FOREIGN)):
            if count:
                self._synced.trouble.append(HubError(text, n=count, file=self._file))
        self._found.revision = _publication(heading.get("revision"))
        self._found.digest = "" if seal is None or self._damaged else str(heading.get("digest", ""))
        return self._found

    def _take(self, seal: FileSeal | None, chunk: list[bytes]) -> None:
        events: dict[tuple[str, int], Event] = {}
        for line in chunk:
            try:
                event = validate_event(seal.opened(line) if seal else json.loads(line))
            except json.JSONDecodeError:
                self._damaged += 1
                continue
            except (ValueError, TypeError, AttributeError, RecursionError):
                self._keep(line)
                continue
            events[event.segment, event.seq] = event
            if event.seq == self._found.vector.get(event.segment, 0) + 1:
                self._found.vector[event.segment] = event.seq  # what follows a gap does not count as held
        found = list(events.values())
        checked = check_events(found)
        with self._record.writing() as writing:
            taken = merge_valid(writing.conn, checked, countries=search_words)
        self._synced.done.taken += taken.added
        self._synced.set_aside += taken.set_aside
        for one in taken.refused:
            self._found.refused += [event for event in found if event.segment == one.segment and event.seq >= one.seq]
            error = RecordError("{refusal}. It stays in {file}.", refusal=one, file=self._file)
            self._synced.trouble.append(error)

    def _keep(self, line: bytes) -> None:
        """Keep a foreign line for the new file. Raise :class:`HubError` where there are too many to hold."""
        self._found.kept.append(line)
        self._foreign_bytes += len(line)
        if self._foreign_bytes > _MOST_FOREIGN_BYTES:
            raise HubError(_TOO_FOREIGN, file=self._file)

    def _heading(self, line: bytes) -> tuple[FileSeal | None, dict[str, Any]]:
        """Return the seals of the file, None for the old format, and its heading."""
        try:
            held = json.loads(line)
            heading = held if held.get("format") == _UNSEALED else held["line"]
            known = heading["format"] in (_FORMAT, _UNSEALED)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            known = False
        if not known:
            raise HubError(_NO_EXCHANGE_FILE, file=self._file)
        if heading.get("course") != self._course:
            raise HubError("{file} belongs to another course. Name another file.", file=self._file)
        if heading["format"] == _UNSEALED:
            return None, dict(heading)
        seal = FileSeal.of(self._key, str(heading.get("file")))
        try:
            return seal, seal.opened(line)
        except ValueError:
            self._found.kept.append(line)  # its list and rules are ignored; the events have seals of their own
            return seal, {}


def _publication(revision: object) -> Publication | None:
    """Return the roster of a heading, where it has the form of one."""
    names = {one.name for one in fields(Publication)}
    if not isinstance(revision, dict) or revision.keys() != names or type(revision["number"]) is not int:
        return None
    return Publication(**revision) if all(isinstance(revision[name], str) for name in names - {"number"}) else None


def _write_file(record: Record, file: Path, course: str, key: bytes, taken: _Contents, sheet: _Sheet) -> int:
    """Write the file, unless it is what it would become. Return how many events it lacked."""
    with record.reading() as conn:
        here = vectors.vector(conn)
        lacked = sum(count - min(count, taken.vector.get(segment, 0)) for segment, count in here.items())
        revision = asdict(sheet.held) if sheet.held else None
        seal = FileSeal.of(key, secrets.token_hex(16))
        heading = {"format": _FORMAT, "course": course, "revision": revision, "digest": digest(here)}
        same_roster = (taken.revision.digest if taken.revision else "") == (sheet.held.digest if sheet.held else "")
        if not lacked and same_roster and taken.digest == heading["digest"]:
            return 0
        _write_whole(file, _lines(seal, heading | {"file": seal.file}, event_log.events(conn), taken))
    return lacked


def _lines(seal: FileSeal, heading: Mapping[str, object], events: Iterable[Event], taken: _Contents) -> Iterator[bytes]:
    """Yield the sealed heading and events, then the lines that no seal vouched for, as they were."""
    yield seal.sealed(heading).encode() + b"\n"
    for event in chain(events, taken.refused):
        yield seal.sealed({name: getattr(event, name) for name in FIELDS}).encode() + b"\n"
    for line in taken.kept:
        yield line.rstrip(b"\n") + b"\n"


def _write_whole(file: Path, lines: Iterable[bytes]) -> None:
    """Write the file under its name when it is whole and on the disk. A drive that is pulled out has the old one."""
    partial = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(create_file(partial, 0o666), "wb") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        replace_and_overwrite(partial, file)
        fsync_folder(file.parent)
    finally:
        overwrite_and_delete(partial)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HubError("{file} cannot be read or written: {reason}.", file=file, reason=error.strerror) from error
