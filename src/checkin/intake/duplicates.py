"""Rows of the roster that cannot be two people, and rows that are one person twice. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from checkin.core.course import Participant
from checkin.core.errors import Problem
from checkin.core.text import fold


@dataclass(frozen=True, slots=True)
class LocatedPerson:
    """A participant with the place in the file that they came from."""

    file: str
    row: int
    person: Participant

    def place(self, beside: str) -> str:
        """Describe the place for a message about a row of the file ``beside``."""
        return f"row {self.row}" + ("" if self.file == beside else f" of {self.file}")


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """The people that are left, what is wrong with them, and what is worth saying."""

    people: tuple[Participant, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]


def find_duplicates(placed: Sequence[LocatedPerson]) -> DuplicateReport:
    """Find the rows that are one person twice.

    An own id or a code is one person's. So is an e-mail with a name, unless own ids tell two people apart: several
    people of an office may share an e-mail. A full name with a country is enough to be taken for one person where
    nothing else tells two apart. A cancelled registration of somebody who has another one is left out.
    """
    placed, notices = _without_cancelled(placed)
    problems: list[Problem] = []
    problems += _same(placed, "id", lambda person: person.own_id or None)
    problems += _same(placed, "code", lambda person: person.own_code or None)
    for first, later in _pairs(placed, _name_and_email):
        if first.person.own_id and later.person.own_id:
            where = f"{later.file}: rows {first.row} and {later.row}" if first.file == later.file else later.file
            notices.append(f"{where}: {later.person.name} with one e-mail and two ids is loaded as two people")
        else:
            problems.append(_problem(first, later, "e-mail and name"))
    shared = Counter(fold(item.person.email) for item in placed)
    nameless = [
        item
        for item in placed
        if not (item.person.own_id or item.person.own_code)
        and (not item.person.email or shared[fold(item.person.email)] > 1)
    ]
    known = {(problem.file, problem.row) for problem in problems}
    for first, later in _pairs(nameless, lambda person: (fold(person.name), person.country)):
        if (later.file, later.row) not in known:
            problems.append(_problem(first, later, "name and country", "; give both an id or an e-mail of their own"))
    return DuplicateReport(tuple(item.person for item in placed), tuple(problems), tuple(notices))


def _without_cancelled(placed: Sequence[LocatedPerson]) -> tuple[list[LocatedPerson], list[str]]:
    valid = {key for item in placed if not item.person.withdrawn and (key := _name_and_email(item.person))}
    kept, notices = [], []
    for item in placed:
        if item.person.withdrawn and _name_and_email(item.person) in valid:
            said = f"{item.file}, row {item.row}: {item.person.name} has another registration that is not cancelled"
            notices.append(f"{said}; this one is left out")
        else:
            kept.append(item)
    return kept, notices


def _name_and_email(person: Participant) -> Hashable | None:
    return (fold(person.email), fold(person.name)) if person.email else None


def _same(placed: Iterable[LocatedPerson], what: str, key: Callable[[Participant], Hashable | None]) -> list[Problem]:
    return [_problem(first, later, what) for first, later in _pairs(placed, key)]


def _pairs(
    placed: Iterable[LocatedPerson], key: Callable[[Participant], Hashable | None]
) -> list[tuple[LocatedPerson, LocatedPerson]]:
    """Return pairs of the first row with a key and each later one with the same key."""
    groups: dict[Hashable, list[LocatedPerson]] = defaultdict(list)
    for item in placed:
        if (value := key(item.person)) is not None:
            groups[value].append(item)
    return [(group[0], later) for group in groups.values() if len(group) > 1 for later in group[1:]]


def _problem(first: LocatedPerson, later: LocatedPerson, what: str, hint: str = "") -> Problem:
    reason = f"{later.person.name} has the same {what} as {first.person.name} in {first.place(later.file)}{hint}"
    return Problem(later.file, later.row, "", reason)
