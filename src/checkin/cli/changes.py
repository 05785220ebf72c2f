"""Run a change by hand from a command: who and why, then the answer with the person, the session and the effect."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import click

from checkin.cli.context import Context, F, common_options, print_json, print_message
from checkin.cli.language import current_translator, tr

if TYPE_CHECKING:
    from checkin.attendance.session_changes import SessionChanges
    from checkin.core.events import Event
    from checkin.store.open_course import OpenCourse

AUTHOR_VARIABLE = "CHECKIN_BY"


@dataclass(frozen=True, slots=True)
class Change:
    """Who makes a change, and why; and whether the answer is JSON."""

    actor: str | None = None
    reason: str | None = None
    as_json: bool = False

    def require_author(self, *, with_reason: bool = False) -> str:
        """Return who makes the change. Raises :class:`click.UsageError` if it is not said, or not why."""
        missing = []
        if not (self.actor or "").strip():
            missing.append(tr("Say who makes the change: --by NAME, or set {variable}.", variable=AUTHOR_VARIABLE))
        if with_reason and not (self.reason or "").strip():
            missing.append(tr("Say why: --reason TEXT."))
        if missing:
            raise click.UsageError(" ".join(missing))
        return str(self.actor).strip()

    def record(
        self,
        context: Context,
        act: "Callable[[SessionChanges], Event | Sequence[Event]]",
        *,
        with_reason: bool = False,
    ) -> "list[Event]":
        """Open the course, make a change and print what it did. Returns the entries that were made."""
        from checkin.core.events import Event

        self.require_author(with_reason=with_reason)
        with context.opened() as course:
            course.require_programme()
            made = act(self.changes(course))
            events = [made] if isinstance(made, Event) else list(made)
            self.answer(course, events)
        return events

    def changes(self, course: "OpenCourse") -> "SessionChanges":
        """Return the corrections of an open course, by this person."""
        from checkin.attendance.session_changes import SessionChanges

        return SessionChanges.of(course, actor=self.actor, reason=self.reason)

    def answer(self, course: "OpenCourse", events: "Sequence[Event]") -> None:
        """Print what each entry changed: a sentence on standard error, then its id on standard output."""
        from checkin.attendance.effect_object import effect_object
        from checkin.attendance.effect_text import effect_text
        from checkin.attendance.effects import read_effects
        from checkin.attendance.remaining_text import entry_text

        for effect in read_effects(course, events):
            if self.as_json:
                print_json(effect_object(effect, course.course))
            else:
                print_message(effect_text(effect, course.course, current_translator()))
                for entry in effect.remaining:
                    what, event = entry_text(entry, course.course, current_translator()), entry.event_id
                    print_message(tr("To undo that too ({what}): checkin undo {event}", what=what, event=event))
                word = tr("entry")
                click.echo(f"{word}  {effect.event.event_id}")


def author_options(function: F) -> F:
    """Add ``--by``, ``--reason`` and ``--json``, passed as one ``change``, and the common options."""

    @functools.wraps(function)
    def with_change(*args: Any, actor: str | None, reason: str | None, as_json: bool, **kwargs: Any) -> Any:
        return function(*args, change=Change(actor, reason, as_json), **kwargs)

    command = click.option("--json", "as_json", is_flag=True, help="One JSON object for each entry.")(
        click.pass_obj(with_change)
    )
    command = click.option("--reason", metavar="TEXT", help="Why.")(command)
    command = click.option(
        "--by", "actor", metavar="NAME", envvar=AUTHOR_VARIABLE, help=f"Who makes the change; or set {AUTHOR_VARIABLE}."
    )(command)
    return cast("F", common_options(command))
