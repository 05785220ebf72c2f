"""A second place for every event: lines of JSON on a stick, from which a record can be rebuilt."""

from collections.abc import Sequence
from pathlib import Path

from checkin.events import FIELDS, Event, canonical


class Mirror:
    """Appends events to one file a segment. ``trouble`` says why it could not, and is empty when all is well.

    The record is what counts: a stick that is pulled out must not stop the door.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[Event] = []
        self.trouble = ""

    def append(self, events: Sequence[Event]) -> None:
        """Append events, and with them whatever could not be written before."""
        self._waiting.extend(events)
        try:
            while self._waiting:
                event = self._waiting[0]
                line = canonical({name: getattr(event, name) for name in FIELDS})
                with (self._folder / f"checkin-{event.segment}.jsonl").open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
                self._waiting.pop(0)
            self.trouble = ""
        except OSError as error:
            self.trouble = f"The mirror {self._folder} cannot be written: {error.strerror}; {len(self._waiting)} wait."
