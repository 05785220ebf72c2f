"""People forgotten while the power goes: all of them are there still, or none of them is; the record always opens."""

import subprocess
import sys
from pathlib import Path

from checkin.core.errors import CheckinError
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.erasure.retained_counts import load_retained
from checkin.store.open_course import open_course as opened_course
from checkin.store.record import Record
from checkin.store.roster import participants
from tests.faults.course import loaded_course
from tests.faults.preload import environment

# The calls in which one record takes the other's place and the old bytes go.
LATE = 16
_COUNT = 25
_NAMES = "Persona Núñez"
_FORGET = """
import sys
from pathlib import Path
from checkin.lifecycle.erase import erase_people
from checkin.store.course_folder import CourseFolder
erase_people(CourseFolder(Path(sys.argv[1])))
print("forgotten", flush=True)
"""


def prepare(root: Path) -> None:
    """A course that is over: everybody was scanned, and the roster was exported."""
    folder = loaded_course(root, _COUNT, more="[record]\nforget_after = 2026-04-01\n")
    with opened_course(folder) as course:
        door = Door(course.record, course.course, session="s1", anytime=True)
        for person in participants.roster(course.record.conn):
            door.scan(person.code)
        export(course, folder.exports / "roster.csv", what="roster")


def act(root: Path, trace: Path) -> None:
    """Forget them."""
    words = [sys.executable, "-c", _FORGET, str(root)]
    subprocess.run(words, env=environment(root, trace=trace), check=True, capture_output=True)


def half_forgotten(image: Path, said: str) -> str:
    """What is wrong with an image: a record that is neither the old one nor the new one, or somebody who is left."""
    try:
        with Record.open(CourseFolder(image).record_file) as record:
            counts, events = load_retained(record.conn), event_log.count(record.conn)
            everybody = len(participants.roster(record.conn))
            broken = list(event_log.broken_chains(record.conn))
    except CheckinError as error:
        return type(error).__name__ + ": " + str(error).replace(str(image), "")
    if broken or (events, everybody) != ((_COUNT + 1, _COUNT) if counts is None else (0, 0)):
        return f"neither the old record nor the new one: {events} events, {everybody} people"
    if counts is not None and counts.people != _COUNT:
        return "the counts are not what they were"
    if "forgotten" in said and counts is None:
        return "said to be forgotten, and is there"
    if "forgotten" in said and any(_NAMES.encode() in file.read_bytes() for file in image.rglob("*") if file.is_file()):
        return "said to be forgotten, and a name is there"
    return ""
