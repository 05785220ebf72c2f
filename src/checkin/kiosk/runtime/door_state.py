"""The state of one door, stored so that it survives any restart."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from checkin.store.settings import all_settings, set_setting

_SETTING = "kiosk.door."


@dataclass(frozen=True, slots=True)
class DoorSetting:
    """The session that a door is kept at, and its direction."""

    pinned: str = ""
    anytime: bool = False
    is_exit: bool = False


@dataclass(frozen=True, slots=True)
class DoorState:
    """What a door is set to. ``practice_folder`` is where the copy of a practice is, to be deleted after a crash.

    ``before_practice`` is what the door is set to again when the practice ends.
    """

    desk: str = "door"
    pinned: str = ""
    anytime: bool = False
    is_exit: bool = False
    practice: bool = False
    practice_folder: str = ""
    self_service: bool = False
    before_practice: DoorSetting | None = None


def read_door_state(conn: sqlite3.Connection, door: str) -> DoorState | None:
    """Return the stored state of a door, or None if there is none that can be read."""
    text = all_settings(conn).get(_SETTING + door, "")
    try:
        return _read(json.loads(text)) if text else None
    except (AttributeError, TypeError, ValueError):
        return None


def _read(stored: dict[str, Any]) -> DoorState:
    before = stored.pop("before_practice", None)
    return DoorState(**stored, before_practice=DoorSetting(**before) if before else None)


def write_door_state(conn: sqlite3.Connection, door: str, state: DoorState) -> None:
    """Store the state of a door. The caller holds a transaction."""
    stored = asdict(state)
    if state.before_practice is None:
        del stored["before_practice"]  # earlier versions do not know it
    set_setting(conn, _SETTING + door, json.dumps(stored))
