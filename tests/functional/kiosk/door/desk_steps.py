"""Steps that tests of the door take: the menu, a card, an answer."""

from collections.abc import Callable

from tests.functional.kiosk.interface import (
    press,
    settled,
)
from textual.pilot import Pilot
from textual.widgets import Input

from checkin.core.course import Participant
from checkin.core.events import Event
from checkin.kiosk.app import KioskApp
from checkin.kiosk.base.dialogs import AskDialog
from checkin.kiosk.door.actions import MENU, DoorActions
from checkin.kiosk.door.person_card import CardDialog
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


def last(course: OpenCourse) -> Event:
    """The last event of the record that is no badge printed."""
    return [event for event in event_log.events(course.record.conn) if event.kind != "print"][-1]


async def choose(pilot: Pilot[None], name: str) -> None:
    """Choose something of the menu."""
    app = pilot.app
    assert isinstance(app, KioskApp)
    hidden = set() if app.course.door.exits else {"direction"}
    offered = [key for key, _ in MENU if key not in hidden]
    await press(pilot, "f5", *["down"] * offered.index(name), "enter")


async def open_card(pilot: Pilot[None], person: Participant) -> None:
    """A person's card."""
    screen = pilot.app.screen
    assert isinstance(screen, DoorActions)
    screen.open_card(person)
    await settled(pilot)
    assert isinstance(pilot.app.screen, CardDialog)


async def answer(pilot: Pilot[None], text: str) -> None:
    """Answer what is asked."""
    assert isinstance(pilot.app.screen, AskDialog)
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")
