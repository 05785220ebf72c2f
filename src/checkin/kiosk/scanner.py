"""Keys into codes: what a keyboard-wedge scanner or a person types, collected until it ends. Pure."""

from dataclasses import dataclass

from checkin.events import How

# A person does not keep up less than this between two keys, in seconds; a wedge scanner is far below it.
_HUMAN_GAP = 0.04
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Presented:
    """A text that was ended, and whether a scanner or a hand typed it."""

    text: str
    how: How


class Collector:
    """Collects characters until a carriage return, a line feed or a tab ends them."""

    def __init__(self) -> None:
        self.text = ""
        self._first = self._last = 0.0

    def type(self, character: str, at: float) -> None:
        """One more character, at a monotonic time in seconds."""
        if not self.text:
            self._first = at
        if len(self.text) < _LONGEST:
            self.text += character
        self._last = at

    def erase(self) -> None:
        """Take the last character back."""
        self.text = self.text[:-1]

    def clear(self) -> None:
        """Forget what was typed."""
        self.text = ""

    def end(self) -> Presented | None:
        """What was collected, and begin anew; None if there was nothing."""
        text, self.text = self.text, ""
        if not text.strip():
            return None
        gap = (self._last - self._first) / max(1, len(text) - 1)
        return Presented(text, How.SCANNED if gap < _HUMAN_GAP and len(text) > 1 else How.TYPED)

    def paste(self, text: str) -> list[Presented]:
        """A whole paste, as phones used as scanners send it: every line is a scan, a last part without an end stays."""
        *ended, rest = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "\n").split("\n")
        found = []
        for line in ended:
            if (self.text + line).strip():
                found.append(Presented((self.text + line)[:_LONGEST], How.SCANNED))
            self.text = ""
        self.text = (self.text + rest)[:_LONGEST]
        return found
