"""A small course for tests of corrections and certificates, used through its commands alone."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checkin.cli import main

PEOPLE = """\
code,name,country,institution,email,role,groups
ANA101,Ana Torres,Argentina,Dirección Nacional de Migraciones,ana@example.org,participant,A
JEAN102,Jean Pierre,Haiti,Office National de la Migration,jean@example.org,participant,A
LUIS103,Luis Paredes,Paraguay,Dirección Nacional de Migraciones,luis@example.org,participant,B
KEI104,Keisha Brown,Jamaica,Planning Institute,keisha@example.org,participant,B
MAR105,María Gómez,Colombia,Cancillería,maria.g@example.org,participant,A
MAR106,María Gómez,Colombia,Defensoría del Pueblo,m.gomez@example.org,participant,B
SOL107,Soledad Aguirre,Argentina,Guest university,soledad@example.org,speaker,
PAU108,Paulo Vasconcelos,Brazil,Guest university,paulo@example.org,speaker,
"""
PROGRAMME = """\
id,date,start,end,title,room,speakers,groups,kind,counts,required
s1,2026-03-09,09:00,10:30,Opening ceremony,Main hall,,,ceremony,yes,yes
s2,2026-03-09,11:00,12:30,Migration in the Americas,Main hall,Soledad Aguirre,,lecture,yes,
s3a,2026-03-09,14:30,16:00,Workshop A,Room 1,,A,workshop,yes,
s3b,2026-03-09,14:30,16:00,Workshop B,Room 2,,B,workshop,yes,
s4,2026-03-10,09:00,10:30,Refugee law,Main hall,,,lecture,yes,
s5,2026-03-10,11:00,12:30,Trafficking,Main hall,,,lecture,yes,
s6,2026-03-11,09:00,10:30,Regional agreements,Main hall,,,lecture,yes,
s7,2026-03-11,11:00,12:30,Closing ceremony,Main hall,,,ceremony,no,
"""
NIGHT = """\
id,date,start,end,title,room
night,2026-03-09,22:30,02:00,Night session,Main hall
"""
COURSE = """\
[course]
title = "Course on migration"
place = "Mar del Plata, Argentina"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-03-09
ends = 2026-03-11
language = "en"

[certificate]
threshold = 80
"""
BY = ("--by", "V. Paz")
WHY = ("--reason", "as she said")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def event(self) -> str:
        """The event id in the last line of the answer."""
        return self.out.split()[-1]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects of the answer."""
        return [json.loads(line) for line in self.out.splitlines()]


# The files of records that were prepared, by what they were made of.
_prepared: dict[tuple[str, ...], dict[str, bytes]] = {}


class DirectorsCourse:
    """A course folder and the commands that run in it. Commands run in this process."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.delenv("CHECKIN_BY", raising=False)

    def write(self, *, programme: str = PROGRAMME, people: str = PEOPLE, course: str = COURSE) -> "DirectorsCourse":
        """Write the files of the folder and load them. The same files are loaded once, and copied after that."""
        self.root.mkdir(exist_ok=True)
        for name, text in (("participants.csv", people), ("programme.csv", programme), ("course.toml", course)):
            (self.root / name).write_text(text, encoding="utf-8")
        self.begin_from((programme, people, course), lambda: self.done("load"))
        return self

    def begin_from(self, key: tuple[str, ...], prepare: Callable[[], object]) -> None:
        """Prepare the record; what was prepared under the same key before gives a copy of its files."""
        if key in _prepared:
            for name, data in _prepared[key].items():
                (self.root / name).write_bytes(data)
            return
        prepare()
        _prepared[key] = {name: (self.root / name).read_bytes() for name in ("checkin.db", "checkin.db.lock")}

    def run(self, *words: object, given: str = "") -> Ended:
        """Run a command in the folder."""
        self._monkeypatch.setattr(sys, "argv", ["checkin", "-C", str(self.root), *map(str, words)])
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    def done(self, *words: object, given: str = "") -> Ended:
        """Run a command that must succeed."""
        ended = self.run(*words, given=given)
        assert ended.status == 0, ended.err
        return ended

    def scan(self, *codes: str, at: str, **options: str) -> Ended:
        """Scan codes at a time of the course's clock."""
        extra = [word for key, value in options.items() for word in (f"--{key}", value)]
        return self.done("scan", "--at", at, *extra, given="".join(f"{code}\n" for code in codes))

    def events(self) -> list[dict[str, Any]]:
        """Every entry of the record but the loads, in order of arrival."""
        with closing(sqlite3.connect(self.root / "checkin.db")) as conn:
            conn.row_factory = sqlite3.Row
            rows = conn.execute("SELECT * FROM events WHERE kind <> 'load' ORDER BY arrival").fetchall()
        return [dict(row) for row in rows]

    def row(self, code: str, session: str) -> dict[str, Any]:
        """The exported row of a person and a session."""
        rows = self._exported("attendance")
        return next(row for row in rows if (row["code"], row["session"]) == (self.badge(code), session))

    def figures(self, code: str) -> dict[str, Any]:
        """The exported figures of a person."""
        return next(row for row in self._exported("certificates") if row["code"] == self.badge(code))

    def badge(self, code: str) -> str:
        """The badge code of the person who holds a code of the list."""
        with closing(sqlite3.connect(self.root / "checkin.db")) as conn:
            (found,) = conn.execute(
                "SELECT b.code FROM codes o JOIN codes b ON b.participant = o.participant AND b.own = 0 "
                "WHERE o.code = ? AND o.own = 1",
                (code,),
            ).fetchone()
        return str(found)

    def _exported(self, what: str) -> list[dict[str, Any]]:
        file = self.root / f"{what}.json"
        file.unlink(missing_ok=True)
        self.done("export", file, "--what", what)
        found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
        return found
