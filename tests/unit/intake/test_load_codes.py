"""Everybody on the list has a code after every load."""

from itertools import count
from pathlib import Path
from random import Random

from checkin.core.course import Participant
from checkin.intake.load import load
from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store.open_course import OpenCourse
from checkin.store.roster.codes import people_without_code
from checkin.store.roster.participants import write_people


def _list(tmp_path: Path, number: int) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("name,country\n" + "".join(f"Persona Número {n},AR\n" for n in range(number)), "utf-8")
    return path


def test_codes_drawn_in_one_load_are_distinct(open_course: OpenCourse) -> None:
    repeated = [1] * 300  # the same code again and again, then others
    dice, ids = Random(7), count()
    people = [Participant(name=f"Persona {number}") for number in range(40)]
    with open_course.record.writing(dry_run=True) as writing:
        written = write_people(
            writing.conn,
            people,
            countries=str,
            new_id=lambda: f"p{next(ids)}",
            choose=lambda n: repeated.pop() if repeated else dice.randrange(n),
        )
        stored = writing.conn.execute("SELECT count(*) FROM codes WHERE participant LIKE 'p%'").fetchone()[0]
    assert len({person.code for person in written}) == 40
    assert stored == 40


def test_a_load_gives_a_code_to_people_without_one(open_course: OpenCourse, tmp_path: Path) -> None:
    path = _list(tmp_path, 5)
    load(open_course, [path])
    with open_course.record.writing() as writing:
        writing.conn.execute(
            "DELETE FROM codes WHERE participant IN (SELECT id FROM participants WHERE name LIKE '%3')"
        )
    assert any("have no code" in finding.text for finding in run_checks(open_course.folder))
    assert load(open_course, [path]).new_codes == 1
    assert people_without_code(open_course.record.conn) == []
