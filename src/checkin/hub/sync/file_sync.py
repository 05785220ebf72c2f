"""The same exchange over a file: both ways in one call, for kiosks that no network joins.

The file holds lines of canonical JSON: a heading with the course and its roster, then every event. It is written
anew, whole, and takes its name when it is on the stick's own disk.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from checkin.core.errors import CheckinError, HubError, RecordError, StaleRosterError
from checkin.core.events import FIELDS, Event, canonical, validate_event
from checkin.hub.connect import course_id
from checkin.hub.sync.exchange import BATCH, digest
from checkin.hub.sync.roster_sync import Choice, Rosters
from checkin.hub.sync.sync_once import Synced
from checkin.i18n.countries import search_words
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.roster import edition
from checkin.store.sync import vectors as ends
from checkin.store.sync.merge_events import merge_valid
from checkin.store.sync.publication import Publication

_FORMAT = "checkin-exchange-1"


def sync_file(opened: OpenCourse, place: Path, *, choice: Choice = Choice.ASK) -> tuple[Path, Synced]:
    """Take in what a file holds, then write what it lacks. ``place`` is a folder (a stick) or the file itself.

    What the file holds and this record cannot take in stays in the file, for others. Raises :class:`HubError` when
    the file is another course's or cannot be read or written.
    """
    record = opened.record
    course = course_id(edition.edition_key(record.conn))
    file = place / f"checkin-{course[:8]}.jsonl" if place.is_dir() else place
    synced = Synced()
    with _explained(file):
        taken = _take_file(record, file, course, synced) if file.exists() else _Contents()
        sheet = _Sheet(taken.revision)
        try:
            synced.roster = Rosters(opened.folder, record, countries=search_words).settle(sheet, choice)
        except CheckinError as error:
            synced.trouble.append(error)
        synced.done.sent = _write_file(record, file, course, taken, sheet)
    return file, synced


@dataclass
class _Contents:
    """What a file held: how far each segment went, the lines that could not be taken in, the roster."""

    revision: Publication | None = None
    vector: dict[str, int] | None = None
    kept: tuple[str, ...] = ()
    digest: str = ""


class _Sheet:
    """The roster that travels in the file; everybody may publish there."""

    may_publish = True
    may_change_rules = False

    def __init__(self, held: Publication | None) -> None:
        self.held = held

    def revision(self) -> Publication | None:
        """The roster in the file."""
        return self.held

    def publish(self, base: int, publication: Publication) -> int:
        """Put another in its place."""
        number = self.held.number if self.held else 0
        if number != base:
            raise StaleRosterError("The file has another roster by now.")
        self.held = replace(publication, number=number + 1)
        return number + 1


def _take_file(record: Record, file: Path, course: str, synced: Synced) -> _Contents:
    vector: dict[str, int] = {}
    kept: list[str] = []
    with file.open(encoding="utf-8", errors="replace") as lines:
        heading = _heading(file, lines.readline(), course)
        damaged = 0
        while chunk := list(islice(lines, BATCH)):
            events: dict[tuple[str, int], tuple[Event, str]] = {}
            for line in chunk:
                try:
                    event = validate_event(json.loads(line))
                except (ValueError, TypeError, AttributeError, RecursionError):
                    damaged += 1
                    continue
                events[event.segment, event.seq] = (event, line)
                if event.seq == vector.get(event.segment, 0) + 1:
                    vector[event.segment] = event.seq  # what follows a gap does not count as held
            with record.writing() as writing:
                taken = merge_valid(writing.conn, [event for event, _ in events.values()], countries=search_words)
            synced.done.taken += taken.added
            for one in taken.refused:
                kept += [line for (name, seq), (_, line) in events.items() if name == one.segment and seq >= one.seq]
                synced.trouble.append(RecordError("{refusal}; it stays in {file}.", refusal=one, file=file))
    if damaged:
        synced.trouble.append(
            HubError("{n} lines of {file} are damaged; the other kiosks still have them.", n=damaged, file=file)
        )
    revision = heading.get("revision")
    return _Contents(
        Publication(**revision) if isinstance(revision, dict) else None,
        vector,
        tuple(kept),
        "" if damaged else str(heading.get("digest", "")),
    )


def _heading(file: Path, line: str, course: str) -> dict[str, Any]:
    try:
        heading = json.loads(line)
        known = heading["format"] == _FORMAT
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise HubError("{file} is no exchange file of checkin; name another.", file=file)
    if heading["course"] != course:
        raise HubError("{file} is of another course; name another file.", file=file)
    return dict(heading)


def _write_file(record: Record, file: Path, course: str, taken: _Contents, sheet: _Sheet) -> int:
    """Write the file, unless it is what it would become; returns how many events it lacked."""
    with record.reading() as conn:
        here = ends.vector(conn)
        there = taken.vector or {}
        lacked = sum(count - min(count, there.get(segment, 0)) for segment, count in here.items())
        revision = asdict(sheet.held) if sheet.held else None
        heading = {"format": _FORMAT, "course": course, "revision": revision, "digest": digest(here)}
        same_roster = (taken.revision.digest if taken.revision else "") == (sheet.held.digest if sheet.held else "")
        if not lacked and same_roster and taken.digest == heading["digest"]:
            return 0
        events = (canonical({name: getattr(event, name) for name in FIELDS}) + "\n" for event in event_log.events(conn))
        _write_whole(file, _lines(canonical(heading) + "\n", events, taken.kept))
    return lacked


def _lines(heading: str, events: Iterable[str], kept: Iterable[str]) -> Iterator[str]:
    yield heading
    yield from events
    yield from kept


def _write_whole(file: Path, lines: Iterable[str]) -> None:
    """The file takes its name when it is whole and on the disk: a stick that is pulled out has the old one."""
    partial = file.with_name(f".{file.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
        _sync_folder(file.parent)
    finally:
        partial.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HubError("{file} cannot be read or written: {reason}.", file=file, reason=error.strerror) from error
