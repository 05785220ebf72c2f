"""Rebuild a record from a damaged file, a mirror, backups and other stations' files.

The new file holds the union of all events that continue their chains. What cannot be saved is reported.
"""

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from checkin.core.errors import RecordError
from checkin.core.event_rules import content_fault
from checkin.core.events import (
    MAX_EVENT_BYTES,
    SET_ASIDE,
    Event,
    EventSource,
    Kind,
    NewEvent,
    copy_event,
    validate_event,
)
from checkin.core.text import TranslatableText, sentence
from checkin.store.checksum import keep_checksum
from checkin.store.invalid_events import DOUBLED_ID, insert_events
from checkin.store.mirror_seal import MirrorSeal, is_sealed
from checkin.store.record import Record, Transaction
from checkin.store.recovery.bit_repair import hash_of, repair_one_bit
from checkin.store.recovery.carving import carve, carve_keys
from checkin.store.recovery.other_tables import (
    MOST_ROWS,
    bound_time,
    copy_tables,
    drop_orphans,
    key_of,
    open_tables,
    require_tables,
)
from checkin.store.roster import codes, edition, participants
from checkin.store.roster.event_people import added_person
from checkin.store.views import VERSION
from checkin.system.clock import SYSTEM_CLOCK, Clock
from checkin.system.files import fsync_folder

# JSON may write every character of a text as six.
_LONGEST_LINE = 6 * MAX_EVENT_BYTES
_GAPS_A_NOTE, _AT_ONCE, _MOST_REPAIRED = 500, 1_000, 100
# Different events under one number: sources hold two or three, a hostile one any number.
_MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a segment that could not be saved, and how many later events were carried over."""

    segment: str
    first: int
    last: int
    carried_over: int


@dataclass(slots=True)
class RebuildResult:
    """The result of a rebuild.

    ``tables`` is the file that the roster is from, empty if none had it. ``doubtful``: that roster fails its checksum.
    ``newer`` are sources that a newer version wrote. ``foreign_lines`` of mirrors have a wrong seal and were ignored;
    ``unsealed_lines`` of older mirrors have none.
    """

    events: int = 0
    segments: int = 0
    mended: int = 0
    gaps: list[Gap] = field(default_factory=list)
    tables: str = ""
    doubtful: bool = False
    unreadable: list[TranslatableText] = field(default_factory=list)
    bad_lines: int = 0
    foreign_lines: int = 0
    unsealed_lines: int = 0
    set_aside: int = 0
    newer: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Return True if nothing is missing."""
        return not self.gaps and bool(self.tables) and not self.doubtful


def rebuild(
    target: Path, sources: Sequence[Path], *, countries: Callable[[str], str], clock: Clock = SYSTEM_CLOCK
) -> RebuildResult:
    """Create the record ``target`` from sources: SQLite files, JSON lines, or folders of them, best first.

    Raises :class:`RecordError` when ``target`` exists, or when nothing could be read.
    """
    if target.exists():
        raise RecordError("{path} is there already; name a new file for what is saved.", path=target)
    if not sources:
        raise RecordError(
            "There is nothing to rebuild from: the course folder has no record, mirror or backup. Name a backup, or "
            "the record of another station: checkin rebuild {path} FROM",
            path=target,
        )
    rebuilt = RebuildResult()
    files = [file for source in sources for file in _files(source)]
    rebuilt.newer = [str(file) for file in files if _version(file) > VERSION]
    with open_tables(files) as (tables, doubtful):
        # Without an intact key no line can be told from a foreign one.
        seal = None
        if tables is not None and not doubtful:
            key = edition.edition_key(tables[1])
            seal, files = MirrorSeal(key), _of_course(files, key, rebuilt)
        chains = _Chains(_collected(files, rebuilt, seal))
        rebuilt.gaps += _lost_ends(chains, files)
        if not chains.whole and tables is None:
            raise RecordError("Nothing could be read of {files}.", files=", ".join(map(str, sources)))
        rebuilt.tables = str(tables[0]) if tables else ""
        rebuilt.doubtful = doubtful
        try:
            with tempfile.TemporaryDirectory(prefix=".checkin-", dir=target.parent) as name:
                made = Path(name) / "checkin.db"
                with Record.open(made, clock=clock) as record:
                    _fill(record, chains, tables[1] if tables else None, countries, rebuilt)
                made.replace(target)
                fsync_folder(target.parent)
        except OSError as error:
            raise RecordError("{path} cannot be written: {reason}.", path=target, reason=error.strerror) from None
    return rebuilt


def _files(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield from sorted(source.glob("checkin*.db"), reverse=True)
        yield from sorted(source.glob("checkin-*.jsonl"))
    else:
        yield source


def _of_course(files: Sequence[Path], key: bytes, rebuilt: RebuildResult) -> list[Path]:
    """Return the files without the records of other courses, which are named: a drive may hold several."""
    other = [file for file in files if file.suffix != ".jsonl" and file.is_file() and key_of(file) not in (None, key)]
    rebuilt.unreadable += [sentence("{file}: it belongs to another course", file=file) for file in other]
    return [file for file in files if file not in other]


def _collected(
    files: Sequence[Path], rebuilt: RebuildResult, seal: MirrorSeal | None
) -> dict[str, dict[int, list[Event]]]:
    """Return the events of all files by segment and number; different ones under one number are all kept."""
    found: dict[str, dict[int, list[Event]]] = {}
    for file in files:
        if file.exists() and not file.is_file():
            rebuilt.unreadable.append(sentence("{file}: it is not a file", file=file))  # a pipe would be waited for
            continue
        try:
            for event in _events(file, rebuilt, seal):
                held = found.setdefault(event.segment, {}).setdefault(event.seq, [])
                if event not in held:
                    held.append(event)
        except OSError as error:
            rebuilt.unreadable.append(sentence("{file}: {reason}", file=file, reason=error.strerror or error))
    return found


def _events(file: Path, rebuilt: RebuildResult, seal: MirrorSeal | None) -> Iterator[Event]:
    """Yield the events of one file. A line that is no event is counted, and the next line is read."""
    if file.suffix != ".jsonl":
        yield from _originals(file)
        yield from carve(file)
        return
    with file.open("rb") as lines:
        sealed = False
        for line in bounded_lines(lines):
            try:
                values: dict[str, Any] | None
                values = read = dict(json.loads(line))
                if seal is None or seal.is_right(read):
                    sealed = True
                else:
                    values = _unproven(seal, read, line, rebuilt, sealed=sealed)
                if values is not None:
                    yield validate_event(values)
            except (ValueError, AttributeError, TypeError, RecursionError):
                rebuilt.bad_lines += 1  # half a line: the power failed, or the disk was full


def _unproven(
    seal: MirrorSeal, values: dict[str, Any], line: bytes, rebuilt: RebuildResult, *, sealed: bool
) -> dict[str, Any] | None:
    """Return the content of a line without the right seal, None where it is foreign.

    Lines without a seal are those of an older version, unless the same file has lines with one before them.
    """
    if not is_sealed(values) and not sealed:
        rebuilt.unsealed_lines += 1
        return values
    if rebuilt.foreign_lines < _MOST_REPAIRED and is_sealed(values) and (found := seal.repaired(line)) is not None:
        rebuilt.mended += 1
        return found
    rebuilt.foreign_lines += 1
    return None


def bounded_lines(lines: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file. One that is too long for an event is never held as a whole, and comes out empty."""
    while line := lines.readline(_LONGEST_LINE):
        if line.endswith(b"\n") or len(line) < _LONGEST_LINE:
            yield line
            continue
        while (rest := lines.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield b""


def _version(file: Path) -> int:
    """Return the version of a record's tables from the head of the file; 0 where it is no record."""
    if not file.is_file():
        return 0  # a pipe would be waited for
    try:
        with file.open("rb") as opened:
            head = opened.read(64)
    except OSError:
        return 0
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else 0


def _originals(file: Path) -> Iterator[Event]:
    """Yield the rejected events of a record, as they were made; none where it cannot be opened.

    The file may be anybody's: it is read as :func:`open_tables` reads tables, with the same bounds.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            bound_time(conn)
            require_tables(conn, ["invalid_events"])
            for (text,) in conn.execute(f"SELECT original FROM invalid_events LIMIT {MOST_ROWS}"):
                with suppress(ValueError, TypeError, AttributeError, RecursionError):
                    yield validate_event(json.loads(text))
    except (sqlite3.DatabaseError, ValueError, TypeError):
        return


class _Chains:
    """Events sorted into chains, and the events behind a gap."""

    def __init__(self, found: dict[str, dict[int, list[Event]]]) -> None:
        self.whole: list[Event] = []
        self.behind: dict[str, list[Event]] = {}
        self.gaps: dict[str, tuple[int, int]] = {}
        self.mended = 0
        strangers = {segment for segment, numbers in found.items() if 1 not in numbers}
        for segment in sorted(found.keys() - strangers):
            self._follow(segment, found[segment], [e for s in strangers for n in found[s].values() for e in n])
        for segment in sorted(strangers):
            # A flipped bit in a segment's name makes a stranger of one event; where it belonged it has been looked for.
            events = [event for number in sorted(found[segment]) for event in found[segment][number]]
            events = [event for event in events if event.kind != SET_ASIDE] or events
            if not any(event.event_id in {e.event_id for e in self.whole} for event in events):
                self.behind[segment], self.gaps[segment] = events, (1, events[0].seq - 1)

    def _follow(self, segment: str, numbers: dict[int, list[Event]], strays: Sequence[Event]) -> None:
        seq, chained = 0, segment
        while numbers and (event := self._next(numbers, segment, seq + 1, chained, strays)) is not None:
            self.whole.append(event)
            seq, chained = event.seq, event.hash
        rest = [number for number in sorted(numbers) if number > seq]
        if rest:
            # The first that cannot be placed may be there and damaged: what it says cannot be trusted.
            behind = [event for number in rest for event in numbers[number][:1] if number > seq + 1]
            self.behind[segment] = behind
            self.gaps[segment] = (seq + 1, behind[0].seq - 1 if behind else rest[-1])

    def _next(
        self, numbers: dict[int, list[Event]], segment: str, seq: int, chained: str, strays: Sequence[Event]
    ) -> Event | None:
        """Return the event that continues the chain: as stored, repaired, or under another id or number."""
        candidates = numbers.pop(seq, [])
        for event in candidates:
            if hash_of(event, chained) == event.hash:
                return event
        for event in candidates[:_MOST_CANDIDATES]:
            if (found := repair_one_bit(event, chained)) is not None:
                self.mended += 1
                return found
        misplaced = [*strays, *(event for number in numbers if number > seq for event in numbers[number])]
        for event in misplaced:
            found = event._replace(segment=segment, seq=seq)
            if hash_of(found, chained) == event.hash:
                self.mended += 1
                if event.segment == segment:
                    del numbers[event.seq]
                return found
        if candidates:
            numbers[seq] = candidates
        return None


def _lost_ends(chains: _Chains, files: Sequence[Path]) -> list[Gap]:
    """Return the ends of segments that are named only in the index."""
    keys: set[tuple[str, int]] = set()
    for file in files:
        if file.suffix != ".jsonl" and file.is_file():
            with suppress(OSError):
                keys |= carve_keys(file)
    saved = Counter(event.segment for event in chains.whole)
    lost = []
    for segment in sorted({segment for segment, number in keys if number == saved[segment] + 1} - chains.gaps.keys()):
        first = last = saved[segment] + 1
        while (segment, last + 1) in keys:
            last += 1
        # One letter from a segment that is there: a flipped bit in the index, and no segment.
        if saved[segment] or not any(_is_near(segment, other) for other in saved):
            lost.append(Gap(segment, first, last, 0))
    return lost


def _is_near(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _fill(
    record: Record,
    chains: _Chains,
    tables: sqlite3.Connection | None,
    countries: Callable[[str], str],
    rebuilt: RebuildResult,
) -> None:
    with record.writing() as writing:
        conn = writing.conn
        if tables is not None:
            refused = copy_tables(tables, conn)
            rebuilt.doubtful |= drop_orphans(conn) or refused > 0
        seen: set[str] = set()
        for first in range(0, len(chains.whole), _AT_ONCE):
            batch = chains.whole[first : first + _AT_ONCE]
            usable = insert_events(conn, batch, _faults(batch, seen))
            rebuilt.set_aside += len(batch) - len(usable)
            for event in usable:
                _bring_along(conn, event, countries)
        held = {event.event_id for event in chains.whole}
        for segment, events in chains.behind.items():
            fresh = [event for event in events if event.event_id not in held and _says_something(event)]
            for event in fresh:
                kept = writing.append(_carried_over(event), event_id=event.event_id)
                _bring_along(conn, kept, countries)
                held.add(event.event_id)
            first, last = chains.gaps[segment]
            rebuilt.gaps.append(Gap(segment, first, last, len(fresh)))
        lost = [f"{gap.segment}/{gap.first}-{gap.last}" for gap in rebuilt.gaps]
        _note_gaps(writing, lost)
        keep_checksum(conn)
    rebuilt.events = len(held)
    rebuilt.segments = len({event.segment for event in chains.whole})
    rebuilt.mended += chains.mended


def _faults(batch: Sequence[Event], seen: set[str]) -> dict[tuple[str, int], str]:
    """Return the events that are wrong, and why. ``seen`` are the ids of those before: they belong to the first."""
    faults = {}
    for event in batch:
        if fault := DOUBLED_ID if event.event_id in seen else content_fault(event):
            faults[event.segment, event.seq] = fault
        seen.add(event.event_id)
    return faults


def _note_gaps(writing: Transaction, lost: Sequence[str]) -> None:
    """Record what was lost, in as many notes as the rules of an event ask for."""
    for first in range(0, max(1, len(lost)), _GAPS_A_NOTE):
        facts = {"lost": list(lost[first : first + _GAPS_A_NOTE])}
        writing.append(NewEvent(kind=Kind.NOTE, how=EventSource.IMPORT, reason="rebuilt", facts=facts))


def _says_something(event: Event) -> bool:
    """Return True if an event can be carried over: without its chain its values must be checked."""
    try:
        return event.kind in list(Kind) and not content_fault(event) and bool(hash_of(event, ""))
    except ValueError:
        return False


def _carried_over(event: Event) -> NewEvent:
    """Return the same event under a new number, because its chain has a gap before it."""
    facts = event.read_facts()
    if event.kind != Kind.ADD:
        facts["carried_over"] = {"segment": event.segment, "seq": event.seq, "hash": event.hash}
    return copy_event(event, facts)


def _bring_along(conn: sqlite3.Connection, event: Event, countries: Callable[[str], str]) -> None:
    """Add the people and codes of an event that are newer than the tables."""
    if event.participant is None or event.code is None or event.kind not in (Kind.ADD, Kind.REISSUE):
        return
    code = event.code if event.kind == Kind.ADD else event.read_facts()["new"]
    known = conn.execute("SELECT 1 FROM participants WHERE id = ?", (event.participant,)).fetchone() is not None
    if conn.execute("SELECT 1 FROM codes WHERE code = ?", (code,)).fetchone() is not None:
        return
    if event.kind == Kind.REISSUE and known:
        codes.write_code(conn, code, event.participant, event.event_id)
    if event.kind == Kind.ADD and not known and (person := added_person(event)) is not None:
        participants.write_added(conn, person, event.event_id, countries=countries)
