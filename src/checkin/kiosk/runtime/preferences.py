"""What this kiosk remembers: its language, its theme, its sounds and its scanner."""

import json
import sqlite3
from dataclasses import asdict, dataclass, field, replace

from checkin.kiosk.scanner.scanner_profile import Wedge
from checkin.store.settings import remember, remembered


@dataclass(frozen=True, slots=True)
class Preferences:
    """Empty texts stand for what the course or the terminal suggests."""

    language: str = ""
    theme: str = ""
    sounds: bool = True
    wedge: Wedge = field(default_factory=Wedge)

    def with_wedge(self, wedge: Wedge) -> "Preferences":
        """The same with another scanner."""
        return replace(self, wedge=wedge)


def read(conn: sqlite3.Connection) -> Preferences:
    """What was remembered; what cannot be understood any more is left at its default."""
    held = remembered(conn)
    try:
        wedge = Wedge(**json.loads(held.get("kiosk.wedge", "{}")))
    except (TypeError, ValueError):
        wedge = Wedge()
    return Preferences(
        language=held.get("kiosk.language", ""),
        theme=held.get("kiosk.theme", ""),
        sounds=held.get("kiosk.sounds", "on") == "on",
        wedge=wedge,
    )


def write(conn: sqlite3.Connection, preferences: Preferences) -> None:
    """Remember all of it; the caller holds a transaction."""
    remember(conn, "kiosk.language", preferences.language)
    remember(conn, "kiosk.theme", preferences.theme)
    remember(conn, "kiosk.sounds", "on" if preferences.sounds else "off")
    remember(conn, "kiosk.wedge", json.dumps(asdict(preferences.wedge)))
