"""Stored preferences of this kiosk: language, theme, sounds, scanner, camera."""

import json
import sqlite3
from dataclasses import asdict, dataclass, field

from checkin.kiosk.scanner.scanner_profile import ScannerProfile
from checkin.store.settings import all_settings, set_setting


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences. An empty text stands for what the course or the terminal suggests."""

    language: str = ""
    theme: str = ""
    sounds: bool = True
    camera: str = ""
    hides_camera: bool = False
    wedge: ScannerProfile = field(default_factory=ScannerProfile)


def read(conn: sqlite3.Connection) -> Preferences:
    """Load the stored preferences; invalid ones get their defaults."""
    held = all_settings(conn)
    try:
        wedge = ScannerProfile(**json.loads(held.get("kiosk.wedge", "{}")))
    except (TypeError, ValueError):
        wedge = ScannerProfile()
    return Preferences(
        language=held.get("kiosk.language", ""),
        theme=held.get("kiosk.theme", ""),
        sounds=held.get("kiosk.sounds", "on") == "on",
        camera=held.get("kiosk.camera", ""),
        hides_camera=held.get("kiosk.hides_camera", "no") == "yes",
        wedge=wedge,
    )


def write(conn: sqlite3.Connection, preferences: Preferences) -> None:
    """Remember all of it; the caller holds a transaction."""
    set_setting(conn, "kiosk.language", preferences.language)
    set_setting(conn, "kiosk.theme", preferences.theme)
    set_setting(conn, "kiosk.sounds", "on" if preferences.sounds else "off")
    set_setting(conn, "kiosk.camera", preferences.camera)
    set_setting(conn, "kiosk.hides_camera", "yes" if preferences.hides_camera else "no")
    set_setting(conn, "kiosk.wedge", json.dumps(asdict(preferences.wedge)))
