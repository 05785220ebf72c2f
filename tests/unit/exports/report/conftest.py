"""What tests of the reports share: the evening of a day."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.conftest import HandClock

from checkin.attendance.excuse_rules import ExcuseDocument
from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


@pytest.fixture
def day(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> OpenCourse:
    """The evening of the first day: Ana in time and late, João in time, Jean excused without his paper."""
    door = Door(open_course.record, open_course.course, name="Hall")
    for name, at in (("Ana", "09:00"), ("João", "08:50")):
        hand_clock.set(at)
        door.scan(person(name).code)
    hand_clock.set("11:20")
    door.scan(person("Ana").code)
    changes = SessionChanges.of(open_course)
    changes.excuse(person("Jean").code, "s1", document=ExcuseDocument(granted_by="Dr. Sosa", due=date(2026, 3, 12)))
    changes.close("s1", "absent")
    hand_clock.set("19:00")
    return open_course
