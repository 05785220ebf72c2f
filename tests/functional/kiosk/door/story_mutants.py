"""Faults that have happened at a door, or nearly, each put into the program: stories told at random must find them.

    python -m tests.functional.kiosk.door.story_mutants [STORIES]

says of each fault in which story it was found, of at most STORIES.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from tests.functional.kiosk.door.stories import StoryFailedError, tell_at_random

from checkin.core import door_sessions
from checkin.core.verdicts import opens_at
from checkin.door import person_session
from checkin.door.acts import DoorAct
from checkin.door.pin import Pin
from checkin.door.scan import Door
from checkin.door.service import DoorService
from checkin.kiosk import app_state
from checkin.kiosk.app import KioskApp
from checkin.kiosk.app_state import AppWithState
from checkin.kiosk.door.self_service import SelfServiceScreen
from checkin.kiosk.door.undo import UndoActions
from checkin.kiosk.scanner.detector import ScanDetector
from checkin.kiosk.widgets import verdict_panel
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

MOST = 1000
Fault = Callable[[], AbstractContextManager[Any]]


def _restart_without(**lost: Any) -> Fault:
    read = app_state.read_door_state

    def forgetful(*arguments: Any) -> Any:
        state = read(*arguments)
        return replace(state, **lost) if state else None

    return lambda: patch.object(app_state, "read_door_state", forgetful)


def _practice_on_the_record() -> AbstractContextManager[Any]:
    def door_on(self: AppWithState, _: Any, old: Door) -> Door:
        return Door(self.home.record, self.home.course, name=old.name)

    return patch.object(AppWithState, "_door_on", door_on)


def _undone_rows_look_counted() -> AbstractContextManager[Any]:
    show = RecentScans.show

    def counted(self: RecentScans, found: Any) -> None:
        show(self, [replace(act, is_undone=False) for act in found])

    return patch.object(RecentScans, "show", counted)


def _undo_of_another_act() -> AbstractContextManager[Any]:
    take_back = UndoActions._take_back

    def other(self: UndoActions, act: DoorAct) -> None:
        rows = [row for row in self.query_one(RecentScans).acts if row.can_be_undone]
        take_back(self, next((row for row in rows if row.answer.event_id != act.answer.event_id), act))

    return patch.object(UndoActions, "_take_back", other)


def _answer_of_the_one_before() -> AbstractContextManager[Any]:
    answer, held = DoorService.answer, list[Any]()

    def late(self: DoorService, presented: Any) -> Any:
        held.append(answer(self, presented))
        return held[-2] if len(held) % 5 == 0 else held[-1]

    return patch.object(DoorService, "answer", late)


def _guests_have_the_keys_of_staff() -> AbstractContextManager[Any]:
    stack = ExitStack()
    for place in (KioskApp, SelfServiceScreen):
        stack.enter_context(patch.object(place, "check_action", lambda *_: True))
    return stack


def _first_of_parallel_sessions() -> AbstractContextManager[Any]:
    return patch.object(person_session, "choose_session", lambda found, _: found[0] if found else None)


FAULTS: dict[str, Fault] = {
    "undo asks about nothing": lambda: patch.object(UndoActions, "_needs_no_question", lambda *_: True),
    "undo takes another act than the one shown": _undo_of_another_act,
    "undone rows look counted": _undone_rows_look_counted,
    "a practice scans for the record": _practice_on_the_record,
    "a restart loses the pin": _restart_without(pinned=""),
    "a restart loses the direction": _restart_without(is_exit=False),
    "a restart loses the practice": _restart_without(practice=False),
    "a restart opens self-service": _restart_without(self_service=False),
    "the PIN is never wrong": lambda: patch.object(Pin, "check", lambda *_: None),
    "guests have the keys of staff": _guests_have_the_keys_of_staff,
    "guests see whose code is near": lambda: patch.object(verdict_panel, "guest_detail", verdict_panel.detail),
    "a stray scan presses what has the focus": lambda: patch.object(ScanDetector, "_burst", lambda *_: None),
    "a scan that failed leaves the answer before": lambda: patch.object(
        VerdictPanel, "show_out_of_order", lambda *_: None
    ),
    "the answer of the scan before is shown": _answer_of_the_one_before,
    "a pin lasts longer than its session": lambda: patch.object(Door, "pin_is_over", lambda *_: False),
    "a pin counts before its session opens": lambda: patch.object(Door, "is_in_hours", lambda *_: True),
    "the next session opens at its own time": lambda: patch.object(
        door_sessions, "door_opens", lambda session, _, rules: opens_at(session, rules)
    ),
    "parallel sessions: always the first": _first_of_parallel_sessions,
}


def first_story(fault: str, stories: int = MOST) -> int | None:
    """Return the number of the story that finds a fault, or None if none does."""
    with FAULTS[fault]():
        try:
            tell_at_random(0, stories, is_quiet=True)
        except StoryFailedError as found:
            return found.number
    return None


def main() -> None:
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else MOST
    for fault in FAULTS:
        found = first_story(fault, stories)
        print(f"{fault:50} {found or 'not found'}", flush=True)


if __name__ == "__main__":
    main()
