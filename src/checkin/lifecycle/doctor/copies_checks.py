"""Check the copies of the record: the mirror and the backups."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from checkin.core.errors import CheckinError
from checkin.core.text import sentence
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.store import event_log
from checkin.store.mirror import TABLES_FILE, Mirror
from checkin.store.open_course import OpenCourse
from checkin.store.recovery.backups import Backups

_MIRROR_SECONDS = 5.0


def check_copies(opening: OpenCourse) -> Iterator[Finding]:
    mirror, backups = opening.record.mirror, opening.backups
    if mirror is not None:
        yield from _mirrored(opening, mirror)
    if backups is not None:
        yield _backed_up(backups, opening.record.clock.now())
    if mirror is None and backups is None:
        text = sentence("There is no second place: set mirror or backup under [record] in course.toml.")
        yield Finding("copies", State.NOTICE, text)


def _mirrored(opening: OpenCourse, mirror: Mirror) -> Iterator[Finding]:
    """Check the mirror in a separate thread, since a drive may not respond."""
    found: list[Finding] = []

    def look() -> None:
        try:
            found.extend(_compared(opening, mirror))
        except (OSError, CheckinError) as error:
            found.append(
                Finding(
                    "mirror",
                    State.WRONG,
                    sentence("The mirror {folder} cannot be read: {reason}", folder=mirror.folder, reason=error),
                )
            )

    worker = threading.Thread(target=look, daemon=True)
    worker.start()
    worker.join(_MIRROR_SECONDS)
    if worker.is_alive():
        text = sentence(
            "The mirror {folder} has not answered for {mirror_seconds} s. Check the drive.",
            folder=mirror.folder,
            mirror_seconds=f"{_MIRROR_SECONDS:.0f}",
        )
        yield Finding("mirror", State.WRONG, text)
    else:
        yield from found


def _compared(opening: OpenCourse, mirror: Mirror) -> Iterator[Finding]:
    if not mirror.folder.is_dir():
        yield Finding("mirror", State.WRONG, sentence("The mirror {folder} is not there.", folder=mirror.folder))
        return
    with opening.record.reading() as conn:
        heads = {head.segment: head.seq for head in event_log.heads(conn)}
    named = {
        path.name.removeprefix("checkin-").removesuffix(".jsonl") for path in mirror.folder.glob("checkin-*.jsonl")
    }
    more = sum(max(0, mirror.last(segment) - heads.get(segment, 0)) for segment in named)
    less = sum(max(0, seq - mirror.last(segment)) for segment, seq in heads.items())
    if more:
        yield Finding(
            "mirror",
            State.WRONG,
            sentence("Entries in the mirror that the record lacks: {more}. 'checkin rebuild' saves them.", more=more),
        )
    if less or not (mirror.folder / TABLES_FILE).exists():
        text = sentence(
            "Entries that the mirror lacks: {less}. The next command that records adds them, and the participant list.",
            less=less,
        )
        yield Finding("mirror", State.NOTICE, text)
    if not more and not less:
        yield Finding("mirror", State.OK, sentence("The mirror {folder} has every entry.", folder=mirror.folder))


def _backed_up(backups: Backups, now: datetime) -> Finding:
    held = backups.files()
    if not held:
        return Finding(
            "backup",
            State.NOTICE,
            sentence("There is no backup in {folder} yet; an open door makes them.", folder=backups.folder),
        )
    age = now - datetime.fromtimestamp(held[-1].stat().st_mtime, UTC)
    text = sentence(
        "Backups in {folder}: {held}. Age of the newest: {total_seconds} min.",
        held=len(held),
        folder=backups.folder,
        total_seconds=f"{age.total_seconds() / 60:.0f}",
    )
    return Finding("backup", State.OK, text)
