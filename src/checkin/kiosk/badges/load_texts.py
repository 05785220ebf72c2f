"""Describe the changes of a load, before and after it."""

from collections.abc import Iterable, Mapping

from checkin.core.course import Course, Participant, Session
from checkin.core.text import one_line, translatable
from checkin.i18n.translator import Translator
from checkin.intake.load import Loaded
from checkin.intake.matching.changes import Changed, changed_fields
from checkin.intake.questions import CORRECT_FILE, RENAMED, SUBSTITUTED, Choice
from checkin.intake.tables.columns import PROGRAMME_KIND, ROSTER_KIND
from checkin.intake.tables.field_names import FACT, IGNORE, field_word, shown_field
from checkin.store.open_course import OpenCourse
from checkin.store.roster.participants import listed_ids
from checkin.store.roster.programme import read_programme

_MOST_NAMED = 6
_VALUES = {
    "dmy": translatable("The day is first"),
    "mdy": translatable("The month is first"),
    "registered": translatable("Takes part"),
    "withdrawn": translatable("Does not take part"),
    "as_above": translatable("The same as the cell above"),
    "empty": translatable("They are empty"),
    "end_block": translatable("An empty row ends the block"),
    "in_block": translatable("Empty rows mean nothing"),
}


def field_text(field: str, tr: Translator) -> str:
    """Return the meaning of a column as people call it."""
    return tr.sentence(field_word(field))


def field_names(*, programme: bool) -> list[str]:
    """Return the meanings that a column can have, as ``[columns]`` of course.toml names them."""
    kind = PROGRAMME_KIND if programme else ROSTER_KIND
    return [*dict.fromkeys(shown_field(field) for field in kind.words.values()), FACT, IGNORE]


def choice_text(choice: Choice, tr: Translator) -> str:
    """Return an answer in words."""
    match choice.table:
        case "":
            return tr("Leave it as it was read")
        case table if table == CORRECT_FILE:
            return tr("Correct the file first; nothing is loaded")
        case table if table == RENAMED:
            return tr("The same person under another name")
        case table if table == SUBSTITUTED:
            return tr("Another person comes instead")
        case "columns" if choice.value not in _VALUES:
            return field_text(choice.value, tr)
    text = tr(_VALUES.get(choice.value, choice.value))
    return f"{text} ({choice.note})" if choice.note else text


def loaded_text(tr: Translator, loaded: Loaded) -> str:
    """Return the counts of a load, a line for people and a line for sessions."""
    parts = [
        tr(
            "{what}: {added}, {changed}, {unlisted}",
            what=what,
            added=tr.plural("{n} added", "{n} added", len(part.added)),
            changed=tr.plural("{n} changed", "{n} changed", len(part.changed)),
            unlisted=tr.plural("{n} no longer listed", "{n} no longer listed", len(part.unlisted)),
        )
        for what, part in ((tr("People"), loaded.roster), (tr("Sessions"), loaded.programme))
        if part is not None
    ]
    return "\n".join(parts)


def next_step(tr: Translator, opened: OpenCourse) -> list[str]:
    """Return what is to be loaded next, where a course has people and no programme."""
    with opened.record.reading() as conn:
        lacks = listed_ids(conn) and not read_programme(conn)
    return [tr("There is no programme yet. Next: F5, and choose the programme.")] if lacks else []


def change_lines(tr: Translator, loaded: Loaded, course: Course) -> list[str]:
    """Return a line for each kind of change with its names: other names, moved sessions, off the list."""
    lines = []
    if people := loaded.roster:
        renamed = [f"{c.before.name} → {c.after.name}" for c in people.changed if c.before.name != c.after.name]
        lines += _named(tr, tr("Another name"), renamed)
        others = [item for item in people.changed if item.before.name == item.after.name]
        lines += _named(tr, tr("Changed"), [_changed(tr, item) for item in others])
        out = [item.after.name for item in people.changed if item.after.withdrawn and not item.before.withdrawn]
        out += [person.name for person in people.added if person.withdrawn]
        lines += _named(tr, tr("Does not take part"), out)
        back = [item.after.name for item in people.changed if item.before.withdrawn and not item.after.withdrawn]
        lines += _named(tr, tr("Takes part again"), back)
        off = [_off_the_list(tr, person, people.attended) for person in people.unlisted]
        lines += _named(tr, tr("No longer listed"), off)
        lines += _named(tr, tr("New"), [person.name for person in people.added if not person.withdrawn])
    if programme := loaded.programme:
        pairs = [(programme.before[after.id], after) for after in programme.changed]
        moved = [(_moved(tr, before, after, course), before, after) for before, after in pairs]
        lines += _named(tr, tr("Moved"), (text for text, _, _ in moved if text))
        lines += _named(tr, tr("Changed"), (_changed_session(tr, *pair) for text, *pair in moved if not text))
        lines += _named(tr, tr("New"), [session.title for session in programme.added])
        gone = [_left_behind(tr, session, programme.attended) for session in programme.unlisted]
        lines += _named(tr, tr("No longer in the programme"), gone)
    return lines


def _changed(tr: Translator, item: Changed) -> str:
    """Return a person with what has changed; a single changed text with its old and new words."""
    fields = ", ".join(tr.sentence(field_word(name)) for name in item.fields if name != "withdrawn")
    return f"{item.after.name} ({fields})" if fields else item.after.name


def _moved(tr: Translator, before: Session, after: Session, course: Course) -> str:
    """Return the old and the new time and room of a session; empty if both are as before."""
    old, new = (tr.table_time(course.local(session.starts_at)) for session in (before, after))
    changes = [f"{one} → {other}" for one, other in ((old, new), (before.room, after.room)) if one != other]
    return f"{after.title}{tr.colon}{', '.join(changes)}" if changes else ""


def _changed_session(tr: Translator, before: Session, after: Session) -> str:
    """Return a session that is at its time and in its room as before, with what has changed."""
    return f"{after.title} ({', '.join(tr.sentence(field_word(name)) for name in changed_fields(before, after))})"


def _off_the_list(tr: Translator, person: Participant, attended: Mapping[str, int]) -> str:
    count = attended.get(person.id, 0)
    kept = tr.plural("has attendance in {n} session, which stays", "has attendance in {n} sessions, which stays", count)
    return f"{person.name} ({kept})" if count else person.name


def _left_behind(tr: Translator, session: Session, attended: Mapping[str, int]) -> str:
    count = attended.get(session.id, 0)
    people = tr.plural("{n} person attended", "{n} people attended", count)
    return f"{session.title} ({people})" if count else session.title


def _named(tr: Translator, what: str, names: Iterable[str]) -> list[str]:
    found = [one_line(name) for name in names]
    return [f"{what}{tr.colon}{tr.some(found, most=_MOST_NAMED, between='; ')}"] if found else []
