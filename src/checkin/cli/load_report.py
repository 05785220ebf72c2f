"""Say what a load understood and what it changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from checkin.cli.context import print_message, print_result
from checkin.cli.language import current_translator, plural, tr
from checkin.core.errors import Topic
from checkin.core.text import clean

if TYPE_CHECKING:
    from checkin.core.course import Course, Participant, Session
    from checkin.intake.load import Loaded
    from checkin.intake.matching.changes import Changed, ProgrammeChange, RosterChange

_SHOWN = 12
# How the files were read, what was left out, then what an organizer has to decide.
_ORDER = (Topic.COLUMNS, Topic.READ, Topic.LEFT_OUT, Topic.DOUBT)


def print_load(loaded: "Loaded", course: "Course", *, dry_run: bool) -> None:
    """Print what was understood, then what changed."""
    for topic in _ORDER:
        for notice in loaded.notices:
            if notice.topic is topic:
                print_message(current_translator().file_message(notice))
                if notice.settle:
                    _print_settle(notice.settle)
    if loaded.roster is not None:
        _print_people(loaded.roster)
    if loaded.programme is not None:
        _print_sessions(loaded.programme, course)
    if loaded.new_codes:
        print_message(
            plural(
                "{n} person on the list had no code and has one now. Print their badge.",
                "{n} people on the list had no code and have one now. Print their badges.",
                loaded.new_codes,
            )
        )
    if dry_run:
        click.echo(tr("Nothing was changed: this was a dry run."))
    elif not loaded.changes:
        click.echo(tr("Nothing changed: the files contain nothing new."))


def print_early_openings(titles: Sequence[str], course: "Course") -> None:
    """Print the sessions whose door opens while an earlier session is running."""
    print_message(
        tr(
            "While an earlier session is running, the door opens {minutes} min before the start "
            "(opens_before_next): {titles}.",
            minutes=course.door.opens_before_next,
            titles=current_translator().some(titles, most=3),
        )
    )


def _print_settle(lines: str) -> None:
    print_message(tr("  to read it otherwise, write in course.toml:"))
    print_message("\n".join(f"    {line}" for line in lines.splitlines()))


def _counted(part: "RosterChange | ProgrammeChange") -> str:
    return ", ".join(
        (
            plural("{n} added", "{n} added", len(part.added)),
            plural("{n} changed", "{n} changed", len(part.changed)),
            plural("{n} unchanged", "{n} unchanged", len(part.unchanged)),
            plural("{n} no longer listed", "{n} no longer listed", len(part.unlisted)),
        )
    )


def _print_people(change: "RosterChange") -> None:
    click.echo(tr("People: {counts}", counts=_counted(change)))
    _print_lines("+", [clean(person.name) for person in change.added])
    _print_lines("~", [_changed_person(item) for item in change.changed])
    _print_lines("-", [_gone_person(person, change.attended.get(person.id, 0)) for person in change.unlisted])
    if change.unlisted:
        print_message(
            tr(
                "The door does not admit a person who is no longer listed and never attended. If the file is only a "
                "part of the list, load it with --partial. If a person has left the course: checkin withdraw CODE."
            )
        )


def _gone_person(person: "Participant", sessions: int) -> str:
    name = clean(person.name)
    if not sessions:
        return name
    kept = plural("has attendance in {n} session, which stays", "has attendance in {n} sessions, which stays", sessions)
    return f"{name}{current_translator().colon}{kept}"


def _changed_person(item: "Changed") -> str:
    name = clean(item.after.name)
    if "name" in item.fields:
        name = f"{clean(item.before.name)} -> {name}"
    return f"{name}{current_translator().colon}{', '.join(_changed_field(item, name) for name in item.fields)}"


def _changed_field(item: "Changed", name: str) -> str:
    """Return a field that has changed; where it decides what counts, with the old and the new value."""
    before, after = getattr(item.before, name), getattr(item.after, name)
    if name == "withdrawn":
        return tr("withdrawn") if after else tr("takes part again")
    if name == "role":
        before, after = tr(before.value), tr(after.value)
    elif name == "groups":
        before, after = (", ".join(map(clean, groups)) or "-" for groups in (before, after))
    else:
        return _field(name)
    return tr("{field} {old} -> {new}", field=_field(name), old=before, new=after)


def _field(name: str) -> str:
    from checkin.intake.tables.field_names import field_word

    return current_translator().sentence(field_word(name))


def _print_sessions(change: "ProgrammeChange", course: "Course") -> None:
    click.echo(tr("Sessions: {counts}", counts=_counted(change)))
    _print_lines("+", [f"{session.id}  {clean(session.title)}" for session in change.added])
    _print_lines("~", [_changed_session(change, session, course) for session in change.changed])
    _print_lines("-", [_gone_session(change, session) for session in change.unlisted])


# The fields of a session whose old and new value are told.
_TOLD = frozenset({"title", "starts_at", "ends_at", "room", "counts"})


def _changed_session(change: "ProgrammeChange", after: "Session", course: "Course") -> str:
    from checkin.intake.matching.changes import changed_fields

    before, held = change.before[after.id], change.by_hand.get(after.id, after)
    text = f"{after.id}  {clean(after.title)}"
    parts = []
    if before.title != after.title:
        parts.append(tr("was “{title}”", title=clean(before.title)))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        is_held = held is not None and (held.starts_at, held.ends_at) == (after.starts_at, after.ends_at)
        parts.append(_moved(before, after, course) if is_held else _without_effect(_moved(before, after, course)))
    if before.room != after.room:
        text_of_room = tr("room {old} -> {new}", old=clean(before.room) or "-", new=clean(after.room) or "-")
        is_held = held is not None and held.room == after.room
        parts.append(text_of_room if is_held else _without_effect(text_of_room))
    if before.counts != after.counts:
        parts.append(tr("counts") if after.counts else tr("does not count"))
    parts += [_field(name) for name in changed_fields(before, after) if name not in _TOLD]
    translator = current_translator()
    return f"{text}{translator.colon}{translator.semicolon.join(parts)}" if parts else text


def _without_effect(change: str) -> str:
    return tr("{change} in the file, without effect", change=change)


def _moved(before: "Session", after: "Session", course: "Course") -> str:
    old, new = course.local(before.starts_at), course.local(after.starts_at)
    if old == new:
        old, new = course.local(before.ends_at), course.local(after.ends_at)
        return tr("ends {old} -> {new}", old=f"{old:%H:%M}", new=f"{new:%H:%M}")
    if old.date() == new.date():
        return tr("moved, {old} -> {new}", old=f"{old:%H:%M}", new=f"{new:%H:%M}")
    moment = current_translator().moment
    return tr("moved, {old} -> {new}", old=moment(old), new=moment(new))


def _gone_session(change: "ProgrammeChange", session: "Session") -> str:
    text, attended = f"{session.id}  {clean(session.title)}", change.attended.get(session.id, 0)
    if session.id not in change.kept:
        return text
    if not attended:
        return text + current_translator().colon + tr("stays")
    kept = plural("has entries of {n} person and stays", "has entries of {n} people and stays", attended)
    return f"{text}{current_translator().colon}{kept}"


def _print_lines(sign: str, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        print_result(f"  {sign} {line}")
    if len(lines) > _SHOWN:
        more = tr("and {n} more", n=len(lines) - _SHOWN)
        click.echo(f"  {sign} {more}")
