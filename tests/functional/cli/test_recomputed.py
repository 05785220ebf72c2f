"""Play a course through the commands and by keys, and compare every figure with an independent recomputation."""

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.casebook.by_keys import ByKeys, OneDayByKeys
from tests.casebook.exported_files import lines_of, rows_of
from tests.casebook.recompute import Person, recompute
from tests.casebook.shell import Shell
from tests.casebook.two_weeks import TWO_WEEKS, TwoWeeks

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


def session_lines(people: list[Person]) -> dict[str, str]:
    """The counts of every session as the report writes them: expected, present, late, excused, absent, unmarked."""
    counts: dict[str, list[int]] = {}
    for person in people:
        for one in person.sittings:
            row = counts.setdefault(one.session, [0] * 6)
            row[0] += 1
            row[1 + ("present", "late", "excused", "absent", "unmarked").index(one.status)] += 1
    return {session: " ".join(map(str, row)) for session, row in counts.items()}


TITLES = {"a": "First lecture of {} March", "b": "Second lecture of {} March", "wA": "Workshop A of {} March"}
TITLES["wB"] = "Workshop B of {} March"


def test_the_json_table_of_the_sessions(played: Shell) -> None:
    keys = ("expected", "present", "late", "excused", "absent", "unmarked")
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
    assert found + [line for ending in REPORTS for line in wrong_sessions(by_keys, ending)] == []
