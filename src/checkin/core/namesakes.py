"""Tell people of the same name and country apart. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.text import clean, fold

_MARKS: tuple[Callable[[Participant], str], ...] = (
    lambda person: clean(person.institution),
    lambda person: clean(person.position),
    lambda person: clean(person.own_id),
    lambda person: format_code(person.code),
)


def marks_of_namesakes(people: Iterable[Participant]) -> Mapping[str, str]:
    """Return the text that tells each person from others of the same name, by the person's id.

    It is the first of institution, position, own id and code that all people of the same name and country have, each
    another one. Nobody else is in the result.
    """
    alike: defaultdict[tuple[str, str], list[Participant]] = defaultdict(list)
    for person in people:
        alike[fold(clean(person.name)), person.country].append(person)
    return {person.id: mark for same in alike.values() if len(same) > 1 for person, mark in _marks(same)}


def _marks(same: Sequence[Participant]) -> Iterable[tuple[Participant, str]]:
    for mark_of in _MARKS:
        marks = [mark_of(person) for person in same]
        if all(marks) and len({fold(mark) for mark in marks}) == len(same):
            break
    return zip(same, marks, strict=True)


def told_apart(person: Participant, marks: Mapping[str, str]) -> str:
    """Return a person's name, with their mark of :func:`marks_of_namesakes` if another person has the same name."""
    name, mark = clean(person.name), marks.get(person.id, "")
    return f"{name} ({mark})" if mark else name


def names_apart(people: Sequence[Participant], country: Callable[[str], str]) -> Mapping[str, str]:
    """Return each person's name by their id; where several people share a name, with their country and mark.

    For lists that show no country. ``country`` gives the name of a country for its code.
    """
    count = Counter(fold(clean(person.name)) for person in people)
    marks = marks_of_namesakes(people)
    names = {}
    for person in people:
        name = clean(person.name)
        parts = (country(person.country), marks.get(person.id, "")) if count[fold(name)] > 1 else ()
        said = ", ".join(filter(None, parts))
        names[person.id] = f"{name} ({said})" if said else name
    return names
