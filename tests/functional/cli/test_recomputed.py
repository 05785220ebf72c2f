"""Play a course through the commands and by keys, and compare every figure with an independent recomputation."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.casebook.by_keys import ByKeys, OneDayByKeys, title_of
from tests.casebook.exported_files import lines_of, rows_of
from tests.casebook.recompute import Person, recompute
from tests.casebook.shell import Shell
from tests.casebook.two_weeks import COUNTRIES, TWO_WEEKS, TwoWeeks
from tests.conftest import LONG

# A longer run by hand: CASEBOOK_SEEDS=40 python -m pytest tests/functional/cli/test_recomputed.py
SEEDS = range(int(os.environ.get("CASEBOOK_SEEDS", "1")))
TABLES = ("json", "csv", "xlsx", "ods")
REPORTS = ("html", "pdf")
RULES = {
    "lates and a cap": "threshold = 80\nlates_per_absence = 3\nexcused_cap = 20",
    "minutes": 'threshold = 80\nunit = "minutes"',
    "late counts half": 'threshold = 82.5\nlate = 0.5\nexcused = "counted"',
    "excused is absent": 'threshold = 75\nexcused = "absent"\nrequired = ["d20a"]',
    "from the arrival": "threshold = 80\nfrom_arrival = true",
}


LANDS = dict(zip(("AR", "BO", "BR", "CL", "CO", "HT", "JM", "PY", "PE", "UY"), COUNTRIES, strict=True))

# The two weeks by keys take minutes: CHECKIN_LONG=1. One day by keys is always played.
BY_KEYS = ByKeys if os.environ.get("CHECKIN_LONG") else OneDayByKeys


@pytest.fixture(scope="module", params=SEEDS)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CHECKIN_BY", "V. Paz")
        yield TwoWeeks(tmp_path_factory.mktemp("two-weeks"), request.param).play()


def number(value: object) -> Fraction:
    """Return a number of a table, whatever its format writes."""
    return Fraction(str(value))


def compare(person: Person, row: dict[str, Any]) -> list[str]:
    """Return what a row of an export says otherwise than the recomputation."""
    found = []
    for key in ("expected", "attended", "late", "excused"):
        if number(row[key]) != getattr(person, key):
            found.append(f"{person.name}: {key} {row[key]}, not {getattr(person, key)}")
    if abs(number(row["minutes"]) - person.minutes) > Fraction("0.01"):
        found.append(f"{person.name}: minutes {row['minutes']}, not {float(person.minutes)}")
    if row["percent"] in (None, "") or person.percent is None:
        if (row["percent"] in (None, "")) != (person.percent is None):
            found.append(f"{person.name}: percent {row['percent']}, not {person.percent}")
    elif abs(number(row["percent"]) - person.percent) > Fraction("0.051"):
        found.append(f"{person.name}: percent {row['percent']}, not {float(person.percent):.2f}")
    if (str(row["earned"]).casefold() in ("true", "yes")) != person.earned:
        found.append(f"{person.name}: earned {row['earned']}, not {person.earned}")
    return found


def exported(shell: Shell, name: str, *what: str) -> Path:
    """Write an export, and replace an older one."""
    file = shell.folder / name
    file.unlink(missing_ok=True)
    words = ["checkin", "report", str(file)] if not what else ["checkin", "export", str(file), "--what", *what]
    ended = shell.command(words)
    assert ended.status == 0, ended.err
    return file


@pytest.mark.parametrize("rules", RULES)
def test_the_figures_of_everybody_under_other_rules(played: Shell, rules: str) -> None:
    played.set_rules(f"{TWO_WEEKS}[certificate]\n{RULES[rules]}\n")
    rows = {row["code"]: row for row in rows_of(exported(played, "people.json", "certificates"))}
    people = recompute(played.folder)
    assert len(people) == 28
    assert [line for person in people for line in compare(person, rows[person.code])] == []


def wrong_figures(played: Shell, ending: str) -> list[str]:
    """Return what a table of people says otherwise than the recomputation."""
    rows = {row["code"]: row for row in rows_of(exported(played, f"people.{ending}", "certificates"))}
    return [line for person in recompute(played.folder) for line in compare(person, rows[person.code])]


@pytest.mark.parametrize("ending", TABLES)
def test_every_format_has_the_figures(played: Shell, ending: str) -> None:
    played.set_rules(f"{TWO_WEEKS}[certificate]\n{RULES['lates and a cap']}\n")
    assert wrong_figures(played, ending) == []


def status_of(row: dict[str, Any]) -> str:
    """Return the status of a row. In sheets it is a word for people."""
    return {"not recorded": "unmarked"}.get(row["status"].casefold(), row["status"].casefold())


def wrong_rows(played: Shell, ending: str) -> list[str]:
    """Return what a table of attendance says otherwise than the recomputation."""
    rows = {(row["code"], row["session"]): row for row in rows_of(exported(played, f"rows.{ending}", "attendance"))}
    found = []
    for person in recompute(played.folder):
        for one in person.sittings:
            row = rows.pop((person.code, one.session), None)
            if (
                row is None
                or status_of(row) != one.status
                or abs(number(row["minutes"]) - one.minutes) > Fraction("0.01")
            ):
                found.append(f"{person.name} {one.session}: {row}, not {one.status} {float(one.minutes)}")
    # What is left was attended without being expected.
    return found + [str(row) for row in rows.values() if status_of(row) in ("absent", "excused", "unmarked")]


@pytest.mark.parametrize("ending", TABLES)
def test_every_format_has_the_rows(played: Shell, ending: str) -> None:
    assert wrong_rows(played, ending) == []


STATUSES = ("present", "late", "excused", "absent", "unmarked")


def session_lines(people: list[Person]) -> dict[str, str]:
    """The counts of every session as the report writes them: expected, present, late, excused, absent, unmarked."""
    counts: dict[str, list[int]] = {}
    for person in people:
        for one in person.sittings:
            row = counts.setdefault(one.session, [0] * 6)
            row[0] += one.counts
            row[1 + STATUSES.index(one.status)] += 1
    return {session: " ".join(map(str, row)) for session, row in counts.items()}


TITLES = {"a": "First lecture of {} March", "b": "Second lecture of {} March", "wA": "Workshop A of {} March"}
TITLES["wB"] = "Workshop B of {} March"


def test_the_json_table_of_the_sessions(played: Shell) -> None:
    keys = ("expected", *STATUSES)
    rows = played.rows("attendance", "--by", "session")
    found = {row["session"]: " ".join(str(row[key]) for key in keys) for row in rows}
    assert found == session_lines(recompute(played.folder))


def wrong_sessions(played: Shell, ending: str) -> list[object]:
    """Return the sessions whose counts the report says otherwise than the recomputation."""
    text = lines_of(exported(played, f"report.{ending}"))
    missing: list[object] = []
    for session, counts in session_lines(recompute(played.folder)).items():
        title = "Closing" if session == "end" else TITLES[session[3:]].format(session[1:3])
        if not any(f"{title} {counts}" in line for line in text):
            missing.append((title, counts, [line for line in text if title in line]))
    return missing


@pytest.mark.parametrize("ending", REPORTS)
def test_the_report_has_the_counts_of_the_sessions(played: Shell, ending: str) -> None:
    assert wrong_sessions(played, ending) == []


def text_of(file: Path) -> str:
    """Return the lines of a report as one text: a cell may go on in the next line."""
    return " ".join(lines_of(file))


def amount(value: Fraction) -> str:
    """Write a credit as the report does: whole, or with up to three decimals."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def sums_of(people: list[Person]) -> dict[str, str]:
    """The sums of every country and institution as the report writes them, up to the percentage."""
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(LANDS[person.country], []).append(person)
        groups.setdefault(f"{person.institution} · {LANDS[person.country]}", []).append(person)
    found = {}
    for name, members in groups.items():
        held = [one.status for person in members for one in person.sittings if one.counts]
        counts = [len(members), len(held), *map(held.count, STATUSES)]
        credit, whole = sum(one.credit for one in members), sum(one.whole for one in members)
        found[name] = f"{name} {' '.join(map(str, counts))} {amount(Fraction(credit))}/{amount(Fraction(whole))}"
        found[name] += f" {float(100 * credit / whole):.1f}".removesuffix(".0")
    return found


def sums_of_days(people: list[Person]) -> dict[str, str]:
    """The sums of every day: what a session gives is its own, where lates take nothing away and no cap is set."""
    days: dict[str, list[str]] = {}
    people_of: dict[str, set[str]] = {}
    for person in people:
        for one in person.sittings:
            if one.counts:
                days.setdefault(one.day, []).append(one.status)
                people_of.setdefault(one.day, set()).add(person.code)
    found = {}
    for day, held in days.items():
        came, excused = held.count("present") + held.count("late"), held.count("excused")
        counts = [len(held), *map(held.count, STATUSES)]
        date = datetime.fromisoformat(day)
        percent = f"{100 * came / (len(held) - excused):.1f}".removesuffix(".0")
        row = f"{' '.join(map(str, counts))} {came}/{len(held) - excused} {percent}"
        found[day] = f"{date:%a} {date.day} {date:%b} {len(people_of[day])} {row}"
    return found


def wrong_sums(played: Shell, text: str) -> list[object]:
    """Return the countries and institutions whose sums the report says otherwise than the recomputation."""
    return [line for line in sums_of(recompute(played.folder)).values() if f"{line} " not in f"{text} "]


@pytest.mark.parametrize("ending", REPORTS if LONG > 1 else REPORTS[:1])
def test_the_report_has_the_sums_of_the_days(played: Shell, ending: str) -> None:
    played.set_rules(f"{TWO_WEEKS}[certificate]\nthreshold = 80\n")
    text = text_of(exported(played, f"report.{ending}"))
    assert [line for line in sums_of_days(recompute(played.folder)).values() if f"{line} " not in text] == []


AT_RISK = re.compile(r"(Person \d\d) [A-Z][a-z]+ (?:out of reach|\d+) (.*?([\d.]+) ?%, needs [\d.]+ ?%)")


def wrong_people(played: Shell, text: str) -> list[object]:
    """Return the people without a certificate of whom the report says otherwise than the recomputation."""
    said = {name: Fraction(percent) for name, _, percent in AT_RISK.findall(text)}
    people = {one.name: one for one in recompute(played.folder)}
    found: list[object] = [name for name, one in people.items() if not (one.earned or one.withdrawn or name in said)]
    for name, percent in said.items():
        if abs(percent - (people[name].percent or 0)) > Fraction("0.051"):
            found.append((name, float(percent), people[name].percent))
    return found


@pytest.mark.parametrize("ending", REPORTS)
@pytest.mark.parametrize("rules", ["lates and a cap", "minutes"] if LONG > 1 else ["lates and a cap"])
def test_the_report_has_the_sums_of_groups_and_of_people_without_a_certificate(
    played: Shell, ending: str, rules: str
) -> None:
    played.set_rules(f"{TWO_WEEKS}[certificate]\n{RULES[rules]}\n")
    text = text_of(exported(played, f"report.{ending}"))
    assert wrong_sums(played, text) + wrong_people(played, text) == []


SESSION = re.compile(r"((?:First lecture|Second lecture|Workshop [AB]) of \d\d March) ([\d.]+) min")


def wrong_certificates(played: Shell, folder: Path) -> list[object]:
    """Issue the certificates of a copy of the course; return those that say otherwise than the recomputation."""
    shell = Shell(folder).start_from(played.root)
    shell.set_rules(f'{TWO_WEEKS}[certificate]\n{RULES["lates and a cap"]}\ndesign = "programme"\n')
    ended = shell.command(["checkin", "certificates"])
    assert ended.status == 0, ended.err
    people = {one.name: one for one in recompute(shell.folder)}
    found: list[object] = []
    for file in sorted((shell.folder / "certificates").glob("0*.pdf")):
        text = text_of(file)
        person = people.pop(next(name for name in people if f" {name} " in text))
        counted = sorted((one for one in person.sittings if one.counts), key=lambda one: one.start)
        hours = amount(sum((one.length for one in counted), Fraction(0)) / 60)
        lines = [(title_of(one.session), amount(one.length)) for one in counted]
        right = [f" {hours} hours " in text, f"Total: {hours} hours" in text, SESSION.findall(text) == lines]
        if not (person.earned and all(right)):
            found.append((person.name, person.earned, hours, right, text))
    return found + [name for name, one in people.items() if one.earned]


def test_the_certificates_have_the_recomputed_hours_and_sessions(played: Shell, tmp_path: Path) -> None:
    assert wrong_certificates(played, tmp_path / "copy") == []


def test_the_sums_of_the_countries(played: Shell) -> None:
    played.set_rules(f"{TWO_WEEKS}[certificate]\n{RULES['lates and a cap']}\n")
    sums: dict[str, list[Fraction]] = {}
    for person in recompute(played.folder):
        row = sums.setdefault(person.country, [Fraction(0), Fraction(0)])
        row[0] += person.credit
        row[1] += person.whole
    found = {row["country"]: row["percent"] for row in played.rows("attendance", "--by", "country")}
    assert set(found) == set(sums)
    wrong = {
        country: (found[country], float(100 * credit / whole))
        for country, (credit, whole) in sums.items()
        if abs(number(found[country]) - 100 * credit / whole) > Fraction("0.051")
    }
    assert wrong == {}


def test_a_course_played_by_keys_has_the_recomputed_figures_in_every_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKIN_BY", "V. Paz")
    by_keys = BY_KEYS(tmp_path, 0).play()
    by_keys.set_rules(f"{TWO_WEEKS}[certificate]\n{RULES['lates and a cap']}\n")
    found = [line for ending in TABLES for line in (*wrong_figures(by_keys, ending), *wrong_rows(by_keys, ending))]
    found += [line for ending in REPORTS for line in wrong_sessions(by_keys, ending)]
    texts = [text_of(by_keys.folder / f"report.{ending}") for ending in REPORTS]
    assert (
        found + [line for text in texts for check in (wrong_sums, wrong_people) for line in check(by_keys, text)] == []
    )
