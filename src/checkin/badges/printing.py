"""Print badges of a course: who, on which sheet, to which file; what was printed goes into the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checkin.badges.draw import Format, design_named, draw
from checkin.badges.grid import draw_grid
from checkin.badges.sheets import sheet_named
from checkin.codes import letters_of
from checkin.course import Course, Participant
from checkin.errors import NotFoundError
from checkin.events import Draft, Kind
from checkin.locales.countries import country_code
from checkin.locales.territories import country_name
from checkin.store import log, people
from checkin.store.opening import OpenCourse
from checkin.text import fold, slug

Order = Literal["roster", "name", "country", "institution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants printed. ``who`` is an expression of :func:`selected`; None and empty are the defaults.

    ``shift`` moves everything right and down by so many millimetres, for a printer that is off.
    """

    design: str | None = None
    sheet: str = "a6"
    kind: Format = "pdf"
    who: str = ""
    only_new: bool = False
    start_at: int = 1
    shift: tuple[float, float] = (0, 0)
    order: Order = "roster"
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed."""

    people: tuple[Participant, ...]
    files: tuple[Path, ...]
    pages: int


def print_badges(opened: OpenCourse, wish: Wish) -> Printed:
    """Draw the badges that are wished for, and record that they were. Printing is never attendance.

    Raises :class:`NotFoundError` when ``who`` fits nobody, :class:`checkin.errors.DesignError` when the design, the
    sheet or a picture cannot be used.
    """
    sheet = sheet_named(wish.sheet).shifted(*wish.shift)
    runs = _runs(opened.course, chosen_people(opened, wish), wish)
    designs = {name: design_named(name, opened.folder.designs) for name in runs}
    files: list[Path] = []
    for name, people_of_run in runs.items():
        files += draw(
            opened.course,
            people_of_run,
            _output(opened, wish, name if len(runs) > 1 else ""),
            design=designs[name],
            sheet=sheet,
            kind=wish.kind,
            start_at=wish.start_at,
            pictures_in=opened.folder.root,
        )
    with opened.record.writing() as writing:
        for name, people_of_run in runs.items():
            for person in people_of_run:
                facts = {"design": name, "sheet": sheet.name}
                writing.append(Draft(kind=Kind.PRINT, participant=person.id, code=person.code, facts=facts))
    pages = sum(sheet.pages(len(people_of_run), wish.start_at) for people_of_run in runs.values())
    return Printed(tuple(person for run in runs.values() for person in run), tuple(files), pages)


def _runs(course: Course, chosen: Sequence[Participant], wish: Wish) -> dict[str, list[Participant]]:
    """The people by the design that they get: the one wished for, or their role's; an empty one is no badge."""
    runs: dict[str, list[Participant]] = {}
    for person in chosen:
        name = wish.design or course.badge_roles.get(person.role.value, course.badge_design)
        if name:
            runs.setdefault(name, []).append(person)
    return runs


def _output(opened: OpenCourse, wish: Wish, design: str) -> Path:
    """Where a run goes; ``design`` is named in the file where there are several."""
    folder = opened.folder.badges
    output = wish.output or (folder / f"badges-{wish.sheet}.pdf" if wish.kind == "pdf" else folder)
    return output.with_name(f"{output.stem}-{slug(design)}{output.suffix}") if design and wish.kind == "pdf" else output


def print_grid(opened: OpenCourse, wish: Wish) -> Path:
    """Draw the test sheet of the sheet and design that are wished for; nothing is recorded.

    Raises :class:`checkin.errors.DesignError`.
    """
    design = design_named(wish.design or opened.course.badge_design, opened.folder.designs)
    output = wish.output or opened.folder.badges / f"test-{wish.sheet}.pdf"
    return draw_grid(sheet_named(wish.sheet).shifted(*wish.shift), design, output)


def chosen_people(opened: OpenCourse, wish: Wish) -> list[Participant]:
    """Whose badges a wish is for; nobody when ``only_new`` leaves none. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        chosen = [person for person in selected(people.roster(conn), wish.who) if not person.withdrawn]
        if not chosen:
            raise NotFoundError(f"Nobody on the roster fits {wish.who!r}." if wish.who else "The roster is empty.")
        printed = log.printed_codes(conn) if wish.only_new else set()
    new = [person for person in chosen if person.code not in printed]
    return ordered(new, wish.order, opened.course.language)


def ordered(people: Sequence[Participant], order: Order, language: str) -> list[Participant]:
    """The people in the order of the roster, or of their names, countries (in a language) or institutions."""
    keys: dict[str, Callable[[Participant], tuple[str, ...]]] = {
        "name": lambda person: (fold(person.name),),
        "country": lambda person: (fold(country_name(person.country, language)), fold(person.name)),
        "institution": lambda person: (fold(person.institution), fold(person.name)),
    }
    return sorted(people, key=keys[order]) if order in keys else list(people)


def selected(roster: Sequence[Participant], who: str) -> list[Participant]:
    """The people that an expression names, in the roster's order.

    ``role=speaker``, ``country=BR`` or ``country=Brasil``, ``institution=...``, ``group=A``, ``name=...``, several
    joined by ``,`` (all must fit); anything else is a code or part of a name. Empty is everybody.
    """
    tests = [_test(term) for term in who.split(",") if term.strip()]
    return [person for person in roster if all(test(person) for test in tests)]


def _test(term: str) -> Callable[[Participant], bool]:
    key, equals, value = (part.strip() for part in term.partition("="))
    plain = fold(value)
    if not equals:
        letters, words = letters_of(key), fold(key)
        return lambda person: person.code == letters or (bool(words) and words in fold(person.name))
    match fold(key):
        case "role":
            return lambda person: person.role.value == plain
        case "country":
            code = country_code(value)
            return lambda person: bool(code) and person.country == code
        case "institution":
            return lambda person: plain in fold(person.institution)
        case "group":
            return lambda person: plain in map(fold, person.groups)
        case "name":
            return lambda person: plain in fold(person.name)
        case "code":
            letters = letters_of(value)
            return lambda person: letters == person.code
    raise NotFoundError(f"--who knows role, country, institution, group, name and code, not {key!r}.")
