"""Compare the figures of the commands with those of a story."""

import csv
import io
import re
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.casebook.shell import Shell

COUNTS = ("expected", "present", "late", "excused", "absent", "unmarked")
SUM = re.compile(r"(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)[a-z ]* = (\d+(?:\.\d+)?) %")
PERCENT = re.compile(r"(\d+(?:\.\d+)?) %")


class Figures:
    """What the commands say about the people of a story."""

    def __init__(self, shell: Shell, people: str) -> None:
        self._shell = shell
        rows = list(csv.DictReader(io.StringIO(people.strip())))
        self._names = {row["code"]: (row["name"], row.get("institution") or "") for row in rows}

    @cached_property
    def people(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The figures by name and institution."""
        return {(row["name"], row["institution"] or ""): row for row in self._shell.rows("attendance")}

    @cached_property
    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The exported rows by badge code and session."""
        return {(row["code"], row["session"]): row for row in self._shell.exported("attendance")}

    @cached_property
    def sessions(self) -> dict[str, dict[str, Any]]:
        """The counts by session."""
        return {row["session"]: row for row in self.groups("session")}

    def groups(self, by: str) -> list[dict[str, Any]]:
        """The sums of a table."""
        return self._shell.rows("attendance", "--by", by)

    def person(self, code: str) -> dict[str, Any] | None:
        """The figures of a person of the story."""
        return self.people.get(self._names[code])

    def cell(self, code: str, session: str) -> dict[str, Any] | None:
        """The exported row of a person and a session."""
        person = self.person(code)
        return self.cells.get((person["code"], session)) if person else None


def differences(expected: dict[str, list[str]], figures: Figures) -> list[str]:
    """Return every line of the story that the commands do not confirm."""
    checks = {"people": _person, "rows": _cell, "sessions": _session, "groups": _group, "reasons": _reason}
    found = []
    for key, lines in expected.items():
        for line in lines:
            head, _, wanted = line.partition(": ")
            if wrong := checks[key](figures, head, wanted):
                found.append(f"{key}: {line} -- {wrong}")
    return found


def wrong_sums(words: str, people: list[str]) -> list[str]:
    """Return sums that do not add up, and percentages that the sum does not explain."""
    found = []
    sums = SUM.findall(words)
    for part, whole, percent in sums:
        if abs(100 * Fraction(part) / Fraction(whole) - Fraction(percent)) > Fraction("0.05"):
            found.append(f"{part} of {whole} is not {percent} %")
    explained = {percent for _, _, percent in sums}
    for line in people:
        found += [f"{line}: not in the sum" for percent in PERCENT.findall(line) if percent not in explained]
    return found


def _person(figures: Figures, code: str, wanted: str) -> str:
    row = figures.person(code)
    if wanted == "none":
        return "" if row is None else f"is there: {row}"
    if row is None:
        return "is not there"
    return _compare(row, wanted)


def _compare(row: dict[str, Any], wanted: str) -> str:
    for part in wanted.split(", "):
        if part in ("earned", "not earned"):
            good = row["earned"] is (part == "earned")
        elif part == "no percentage":
            good = row["percent"] is None
        elif part.endswith(" %"):
            good = row["percent"] is not None and _near(row["percent"], part[:-2])
        else:
            number, key = part.split(" ")
            good = _near(row[key], number)
        if not good:
            return f"{part}: {_short(row)}"
    return ""


def _cell(figures: Figures, head: str, wanted: str) -> str:
    code, session = head.split(" ")
    row = figures.cell(code, session)
    if wanted == "none":
        return "" if row is None or row["status"] is None else f"is there: {_short(row)}"
    if row is None:
        return "is not there"
    for part in wanted.split(", "):
        if part in ("counted", "not counted"):
            good = row["counted"] is (part == "counted")
        elif part.startswith(("at ", "left ")):
            key, time = part.split(" ")
            good = _clock(row["left_at" if key == "left" else "at"], time)
        elif part.endswith((" minutes", " minute")):
            good = _near(row["minutes"], part.split(" ")[0])
        else:
            status, _, time = part.partition(" at ")
            good = row["status"] == status and (not time or _clock(row["at"], time))
        if not good:
            return f"{part}: {_short(row)}"
    return ""


def _session(figures: Figures, session: str, wanted: str) -> str:
    row = figures.sessions.get(session)
    if wanted == "none":
        return "" if row is None else f"is there: {_short(row)}"
    if row is None:
        return "is not there"
    counts = dict.fromkeys(COUNTS, 0) | {part.split(" ")[1]: int(part.split(" ")[0]) for part in wanted.split(", ")}
    found = {key: row[key] for key in COUNTS}
    return "" if found == counts else str(found)


def _group(figures: Figures, head: str, wanted: str) -> str:
    by, _, name = head.partition(" ")
    country = ""
    if inner := re.match(r"(.*) \((\w\w)\)$", name):
        name, country = inner[1], inner[2]
    rows = [row for row in figures.groups(by) if row[by] == name and (not country or row.get("country") == country)]
    if len(rows) != 1:
        return f"{len(rows)} rows"
    return _compare(rows[0], wanted)


def _reason(figures: Figures, code: str, wanted: str) -> str:
    row = figures.person(code)
    reason = row["reason"] if row else ""
    return "" if wanted in reason else f"the reason is: {reason}"


def _near(value: Any, wanted: str) -> bool:
    return value is not None and abs(float(value) - float(wanted)) <= 0.0501 if "." in wanted else value == int(wanted)


def _clock(value: Any, time: str) -> bool:
    wanted = time if time.count(":") == 2 else f"{time}:00"
    return value is not None and datetime.fromisoformat(value).strftime("%H:%M:%S") == wanted


def _short(row: dict[str, Any]) -> str:
    hidden = ("code", "title", "starts_at", "ends_at")
    return ", ".join(f"{key} {value}" for key, value in row.items() if key not in hidden)
