"""Find rows of the roster that are one person twice, or share what only one person can have. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from checkin.core.course import Participant
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.similar_names import words_of
from checkin.core.text import TranslatableText, fold, lookup_key, sentence, translatable
from checkin.intake.readers.cells import quoted
from checkin.intake.tables.field_names import FACT, column_line

_MOST_NAMED = 10
_SHARED_WORDS = 2
_all_but_facts = attrgetter(*(item.name for item in fields(Participant) if item.name != "facts"))
_SAME_ID = translatable("{name} has the same id as {other} in {place}; correct one of them")
_SAME_CODE = translatable("{name} has the same code as {other} in {place}; correct one of them")
_SAME_CODE_OR_FACT = translatable(
    "{name} has the same code as {other} in {place}; correct one of them. If the column holds another thing:\n"
    "[columns]\n{line}"
)
_SAME_EMAIL = translatable(
    "{name} has the same e-mail and name as {other} in {place}; delete one of the rows, or give both an id of their own"
)
_SAME_NAME = translatable(
    "{name} has the same name and country as {other} in {place}; give both an id or an e-mail of their own"
)


@dataclass(frozen=True, slots=True)
class LocatedPerson:
    """A participant with the place in the file that they came from, and the heading of their own code."""

    file: str
    row: int
    person: Participant
    sheet: str = ""
    code_heading: str = ""
    withdrawn_by: str = ""  # the name of the sheet, or the heading in the list, by which the person takes no part

    def place(self, beside: "LocatedPerson") -> TranslatableText:
        """Describe the place for a message about the person ``beside``."""
        if self.file != beside.file:
            return sentence("row {row} of {file}", row=self.row, file=self.file)
        if self.sheet != beside.sheet:
            return sentence("row {row} of sheet {sheet}", row=self.row, sheet=self.sheet)
        return sentence("row {row}", row=self.row)


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """The people that are left, what is wrong with them, and what is worth saying."""

    people: tuple[Participant, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def find_duplicates(placed: Sequence[LocatedPerson]) -> DuplicateReport:
    """Find the rows that are one person twice.

    An own id or a code is one person's. So is an e-mail with a name, unless own ids tell two people apart: several
    people of an office may share an e-mail. A full name with a country is enough to be taken for one person where
    nothing else tells two apart. A cancelled registration of somebody who has another one is left out.
    """
    placed, notices = _without_repeated(placed)
    problems = _on_two_parts(placed)
    if problems:
        return DuplicateReport((), tuple(problems), tuple(notices))
    placed, cancelled = _without_cancelled(placed)
    notices += cancelled
    problems += _same(placed, _SAME_ID, lambda person: person.own_id or None)
    problems += _same_codes(placed)
    for first, later in _pairs(placed, _name_and_email):
        if first.person.own_id and later.person.own_id:
            reason = sentence(
                "rows {first} and {later}: {name} with one e-mail and two ids is loaded as two people",
                first=first.row,
                later=later.row,
                name=later.person.name,
            )
            notices.append(Notice(later.file, 0, "", reason, sheet=later.sheet, topic=Topic.DOUBT))
        else:
            problems.append(_problem(first, later, _SAME_EMAIL))
    notices += _namesakes(placed)
    notices += _longer_names(placed)
    notices += similar_people(placed)
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
            problems.append(_problem(first, later, _SAME_NAME))
    return DuplicateReport(tuple(item.person for item in placed), tuple(problems), tuple(notices))


def _without_repeated(placed: Sequence[LocatedPerson]) -> tuple[list[LocatedPerson], list[Notice]]:
    """Leave out rows that say the same of one person again, such as one row for each paper of an author."""
    kept: list[LocatedPerson] = []
    first: dict[Hashable, LocatedPerson] = {}
    rows: dict[int, list[LocatedPerson]] = defaultdict(list)
    for item in placed:
        person = item.person
        is_certain = person.email or person.own_id or person.own_code
        before = first.setdefault(_all_but_facts(person), item) if is_certain else item
        if before is item:
            kept.append(item)
        else:
            rows[id(before)].append(item)
    notices = []
    for item in kept:
        if again := rows.get(id(item)):
            reason = sentence(
                "{name} stands on {n} rows with the same data: one person, with the extra facts of the first row",
                name=item.person.name,
                n=len(again) + 1,
            )
            numbers = [other.row for other in again if other.file == item.file]
            notices.append(
                Notice(item.file, item.row, "", reason, sheet=item.sheet, topic=Topic.LEFT_OUT, rows=tuple(numbers))
            )
    return kept, notices


def _without_cancelled(placed: Sequence[LocatedPerson]) -> tuple[list[LocatedPerson], list[Notice]]:
    valid = {key for item in placed if not item.person.withdrawn and (key := _name_and_email(item.person))}
    kept: list[LocatedPerson] = []
    notices: list[Notice] = []
    for item in placed:
        if item.person.withdrawn and _name_and_email(item.person) in valid:
            reason = sentence(
                "{name} has another registration that is not cancelled; this one is left out", name=item.person.name
            )
            notices.append(Notice(item.file, item.row, "", reason, sheet=item.sheet, topic=Topic.LEFT_OUT))
        else:
            kept.append(item)
    return kept, notices


def _on_two_parts(placed: Sequence[LocatedPerson]) -> list[Problem]:
    """Return a problem for everybody who is on the list and on a sheet of people who do not take part."""
    valid: dict[Hashable, LocatedPerson] = {}
    for item in placed:
        if not item.person.withdrawn:
            valid |= dict.fromkeys(_identities(item.person), item)
    found = []
    for item in placed:
        keys = _identities(item.person) if item.withdrawn_by else ()
        first = next((valid[key] for key in keys if key in valid), None)
        if first is not None:
            reason = sentence(
                "{name} is not taking part by {part}, and is also in {place}; delete one of the two rows",
                name=item.person.name,
                part=quoted(item.withdrawn_by),
                place=first.place(item),
            )
            found.append(Problem(item.file, item.row, "", reason, sheet=item.sheet))
    return found


def _identities(person: Participant) -> tuple[Hashable, ...]:
    """Return what tells who a person on two parts of a list is: name and e-mail, or name and country."""
    named = (fold(person.name), person.country)
    return (named,) if not person.email else (_name_and_email(person),)


def _name_and_email(person: Participant) -> Hashable | None:
    return (fold(person.email), fold(person.name)) if person.email else None


def _same(placed: Iterable[LocatedPerson], text: str, key: Callable[[Participant], Hashable | None]) -> list[Problem]:
    return [_problem(first, later, text) for first, later in _pairs(placed, key)]


def _same_codes(placed: Iterable[LocatedPerson]) -> list[Problem]:
    """Return a problem for each code of two people; the first one says what to write if these are no badge codes."""
    problems: list[Problem] = []
    for first, later in _pairs(placed, lambda person: person.own_code or None):
        text = _SAME_CODE
        if not problems and later.code_heading:
            text = _SAME_CODE_OR_FACT
        problems.append(_problem(first, later, text, line=column_line(later.code_heading, FACT)))
    return problems


def _pairs(
    placed: Iterable[LocatedPerson], key: Callable[[Participant], Hashable | None]
) -> list[tuple[LocatedPerson, LocatedPerson]]:
    """Return pairs of the first row with a key and each later one with the same key."""
    groups: dict[Hashable, list[LocatedPerson]] = defaultdict(list)
    for item in placed:
        if (value := key(item.person)) is not None:
            groups[value].append(item)
    return [(group[0], later) for group in groups.values() if len(group) > 1 for later in group[1:]]


def _problem(first: LocatedPerson, later: LocatedPerson, text: str, **values: str) -> Problem:
    reason = sentence(text, **values, name=later.person.name, other=first.person.name, place=first.place(later))
    return Problem(later.file, later.row, "", reason, sheet=later.sheet)


def _longer_names(placed: Sequence[LocatedPerson]) -> list[Notice]:
    """Name people with one e-mail of whom one has more words in the name: perhaps one person who registered twice."""
    notices = []
    for first, later in _pairs(placed, lambda person: fold(person.email) or None):
        names = [frozenset(lookup_key(item.person.name).split()) for item in (first, later)]
        if names[0] != names[1] and (names[0] < names[1] or names[1] < names[0]) and min(map(len, names)) > 1:
            reason = sentence(
                "{name} and {other} have the same e-mail and are loaded as two people; if it is one person, delete "
                "one of the rows ({row} and {other_row})",
                name=first.person.name,
                other=later.person.name,
                row=first.row,
                other_row=later.row,
            )
            notices.append(Notice(later.file, later.row, "", reason, sheet=later.sheet, topic=Topic.DOUBT))
    return notices[:_MOST_NAMED]


def similar_people(placed: Sequence[LocatedPerson]) -> list[Notice]:
    """Name people of one country, or of none, of whom one has all the words of the other's name and perhaps more."""
    words = [frozenset(words_of(item.person.name)) for item in placed]
    often = Counter(word for names in words for word in names)
    # Of two such names the longer has the rarest word of the shorter: few names have to be compared.
    with_word: dict[str, list[int]] = defaultdict(list)
    with_rarest: dict[str, list[int]] = defaultdict(list)
    notices: list[Notice] = []
    for index, item in enumerate(placed):
        if len(words[index]) < _SHARED_WORDS:
            continue
        rarest = min(words[index], key=lambda word: (often[word], word))
        near = {other for other in with_word[rarest] if words[index] <= words[other]}
        near.update(other for word in words[index] for other in with_rarest[word] if words[other] <= words[index])
        for other in sorted(near):
            notices += _similar(placed[other], item)
        if len(notices) >= _MOST_NAMED:
            break
        with_rarest[rarest].append(index)
        for word in words[index]:
            with_word[word].append(index)
    return notices[:_MOST_NAMED]


def _similar(first: LocatedPerson, later: LocatedPerson) -> list[Notice]:
    """Return the notice about two rows, unless another rule speaks of them or the countries differ."""
    one, other = first.person, later.person
    is_same_country = one.country == other.country or not (one.country and other.country)
    is_said = (fold(one.name), one.country) == (fold(other.name), other.country)
    is_said = is_said or bool(one.email and fold(one.email) == fold(other.email))
    if is_said or not is_same_country:
        return []
    reason = sentence(
        "{name} (row {row}) and {other} (row {other_row}) may be one person and are loaded as two; if it is one, "
        "delete one of the rows",
        name=one.name,
        row=first.row,
        other=other.name,
        other_row=later.row,
    )
    return [Notice(later.file, later.row, "", reason, sheet=later.sheet, topic=Topic.DOUBT)]


def _namesakes(placed: Sequence[LocatedPerson]) -> list[Notice]:
    """Name people of one name and country with what tells them apart."""
    notices = []
    for first, later in _pairs(placed, lambda person: (fold(person.name), person.country))[:_MOST_NAMED]:
        if not (first.person.email and later.person.email) or _name_and_email(first.person) == _name_and_email(
            later.person
        ):
            continue
        reason = sentence(
            "{name} is on the list twice, as two people: {first} and {later}",
            name=later.person.name,
            first=first.person.email,
            later=later.person.email,
        )
        notices.append(Notice(later.file, later.row, "", reason, sheet=later.sheet, topic=Topic.DOUBT))
    return notices
