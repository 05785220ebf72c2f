"""The state of one door, stored so that it survives any restart."""

import json
import sqlite3
from dataclasses import asdict, dataclass

from checkin.store.settings import all_settings, set_setting

_SETTING = "kiosk.door."


@dataclass(frozen=True, slots=True)
class DoorState:
    """What a door is set to. ``practice_folder`` is where the copy of a practice is, to be deleted after a crash."""

    desk: str = "door"
    pinned: str = ""
    anytime: bool = False
    is_exit: bool = False
    practice: bool = False
    practice_folder: str = ""
    self_service: bool = False


def read_door_state(conn: sqlite3.Connection, door: str) -> DoorState | None:
    """Return the stored state of a door, or None if there is none that can be read."""
    text = all_settings(conn).get(_SETTING + door, "")
    try:
        return DoorState(**json.loads(text)) if text else None
    except (TypeError, ValueError):
        return None


def write_door_state(conn: sqlite3.Connection, door: str, state: DoorState) -> None:
    """Store the state of a door. The caller holds a transaction."""
    set_setting(conn, _SETTING + door, json.dumps(asdict(state)))
