"""What the board for a projector shows: the session, how many are in, and the delegations. No names."""

from typing import Any

from checkin.core.text import clean
from checkin.door.scan import Door
from checkin.door.service import DoorService
from checkin.door.snapshot_reader import take_snapshot
from checkin.i18n.translator import Translator
from checkin.store.open_course import OpenCourse


def board_as_json(opened: OpenCourse, tr: Translator) -> dict[str, Any]:
    """Return the board of this moment. Raises :class:`RecordError` if the record cannot be read."""
    now = opened.record.clock.now()
    snapshot = take_snapshot(opened, now, DoorService(Door(opened.record, opened.course)), tr)
    countries = [(tr.country(one.country) or "-", one.present, one.expected) for one in snapshot.delegations]
    return {
        "course": clean(opened.course.title),
        "time": f"{opened.course.local(now):%H:%M}",
        "title": snapshot.title or tr("No session open"),
        "rooms": " / ".join(snapshot.rooms),
        "present": snapshot.presence.present,
        "expected": len(snapshot.presence.expected),
        "countries": sorted(countries, key=lambda one: tr.sort_key(one[0])),
    }
