"""Detect scans in a stream of keys, on every screen. Pure. Times are monotonic seconds.

Two things make a scan. The content: twelve letters with a right check letter and a right tag are never prose, however
slowly they come (Bluetooth scanners type with gaps of 50 to 300 ms). The speed: whatever comes as fast as a scanner
types, and is ended by Enter or Tab, is a scan on every screen. A slow line may deliver a person's keys in a burst, and
then a typed word is answered as an unknown code. That costs less than a foreign badge that presses a button.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checkin.core.codes import ALPHABET, LENGTH, CodeStatus, extract_letters, normalise
from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.scanner.scanner_profile import ScannerProfile

# A person does not keep up less than this between two keys, in seconds. A wedge scanner is far below it.
_HUMAN_GAP = 0.04
# So many characters in a row that come faster are a scanner's. A person may roll over three or four keys.
_LEAST_BURST = 5
_LONGEST = 4096
# A paste of more is no scanner's: a thousand codes on lines of their own have 13,000 characters.
_LONGEST_PASTE = 20_000
_LEAST_NAME = 2
_IN_NAMES = frozenset(" -.'’")
_CODE_CHARACTERS = frozenset(ALPHABET + ALPHABET.lower() + "856 -")
_LETTERS = frozenset(ALPHABET + ALPHABET.lower())
_SEPARATORS = frozenset(" -")

_LONGEST_CODE = 8 * LENGTH  # with whatever separators between its letters

# Silence that ends twelve letters with a right check letter: many scanners are delivered without an Enter.
SILENCE = 0.15
# An Enter or Tab that comes this long after a scan still belongs to it (CR LF, or a slow scanner's Enter).
_TRAILING = 1.0
# Keys of a dialog that lie farther apart than this do not belong together.
_PAUSE = 3.0
_ALT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """Scans found at the end of what was typed, and how many of the last characters were theirs."""

    scans: tuple[ScannedText, ...]
    characters: int


class ScanDetector:
    """Collects typed characters on every screen and detects scans among them.

    ``shape`` tells what twelve letters are, ``repairable`` whether a code of this edition is one mistake away;
    ``own`` holds the roster's own codes, tidied and casefolded.
    """

    def __init__(self, shape: Callable[[str], CodeStatus], repairable: Callable[[str], bool]) -> None:
        self._shape = shape
        self._repairable = repairable
        self.own: frozenset[str] = frozenset()
        self.wedge = ScannerProfile()
        self.text = ""
        self._times: list[float] = []
        self._ended = float("-inf")
        self._alt_digits = 0
        self._pasted = False

    def type(self, character: str, at: float, *, codes_only: bool) -> None:
        """Add a typed character. ``codes_only``: pauses mean nothing, because only codes are typed here."""
        if self._times and not codes_only and at - self._times[-1] > _PAUSE:
            self.clear()
        if len(self.text) < _LONGEST:
            self.text += character
            self._times.append(at)
        self._alt_digits = 0

    def erase(self) -> None:
        """Take the last character back."""
        self.text = self.text[:-1]
        del self._times[len(self.text) :]

    def clear(self) -> None:
        """Clear what was typed."""
        self.text = ""
        self._times.clear()
        self._pasted = False

    def another_key(self) -> None:
        """Handle a key that no scanner sends: an Enter after it comes from a person."""
        self._ended = float("-inf")

    def alt_digit(self) -> bool:
        """Count a digit typed with Alt; return True if so many show a scanner in ALT-code mode."""
        self._alt_digits += 1
        return self._alt_digits % _ALT_DIGITS == 0

    def belongs_to_last_scan(self, at: float) -> bool:
        """Return True if an Enter or Tab now is only the rest of the last scan's ending."""
        return not self.text and at - self._ended < _TRAILING

    def end(self, at: float, *, codes_only: bool) -> Taken | None:
        """Return the scans that an Enter, line feed or Tab ends. None if it ends none, and a widget may have it."""
        pieces = list(self._scans(self.text, codes_only=codes_only))
        if not pieces:
            return self._burst(at)
        # What a person typed before a scan into a field stays theirs.
        own = 0 if codes_only else max(0, self.text.find(pieces[0]) - len(self.wedge.prefix))
        characters = len(self.text) - own
        how = self._how(characters)
        self.clear()
        self._ended = at
        return Taken(tuple(ScannedText(piece, how) for piece in pieces), characters)

    def _burst(self, at: float) -> Taken | None:
        """Return what a scanner has typed at the end of the text, if it did, as one scan."""
        length, self_text = self._burst_length(), self.text
        self.clear()
        if length < _LEAST_BURST:
            return None
        self._ended = at
        return Taken((ScannedText(self.wedge.strip(self_text[-length:]), EventSource.SCANNED),), length)

    def _burst_length(self) -> int:
        """Return how many of the last characters came as fast as a scanner types."""
        length = 1
        for later, earlier in zip(self._times[::-1], self._times[-2::-1], strict=False):
            if not 0 <= later - earlier < self._fastest:
                break
            length += 1
        return min(length, len(self._times))

    @property
    def _fastest(self) -> float:
        """Return the gap in seconds below which keys are a scanner's."""
        return max(_HUMAN_GAP, self.wedge.gap * 1.25)

    def is_name(self) -> bool:
        """Return True if what was typed by hand so far can be no code, so that a name is meant."""
        text = self.text.strip()
        if len(text) < _LEAST_NAME or self._pasted or self._burst_length() > 1:
            return False
        if not all(c.isalpha() or c in _IN_NAMES for c in text) or _CODE_CHARACTERS.issuperset(text):
            return False
        return not self.wedge.prefix.casefold().startswith(text.casefold()) and not self._begins_own(text)

    def _begins_own(self, text: str) -> bool:
        start = normalise(text).casefold()
        return any(code.startswith(start) for code in self.own)

    def is_code(self, text: str) -> bool:
        """Return True if a text that was typed by hand may be meant as a code, right or wrong."""
        stripped = self.wedge.strip(text)
        letters = extract_letters(stripped)
        if self._is_own(stripped):
            return True
        if any(c.isdigit() for c in stripped):
            # A short number is a code only where codes are the roster's own; elsewhere it may be a PIN.
            return bool(self.own) or sum(map(str.isalnum, stripped)) >= LENGTH - 1
        return len(letters) == LENGTH or (len(letters) == LENGTH - 1 and self._repairable(letters))

    def end_by_pause(self, at: float, *, codes_only: bool) -> Taken | None:
        """Return the scan that a pause ends, if what was typed is a complete code."""
        if not self._times or at - self._times[-1] < SILENCE * 0.9 or not self.is_complete(codes_only=codes_only):
            return None
        return self.end(at, codes_only=codes_only)

    def is_complete(self, *, codes_only: bool) -> bool:
        """Return True if what was typed ends in a whole code, so that a pause would end it."""
        text = self.wedge.correct_layout(self.wedge.strip(self.text))
        if self._pasted and self._is_own(text):
            return True
        last = (
            "".join(c for c in text[-_LONGEST_CODE:] if c not in _SEPARATORS)[-LENGTH:]
            if codes_only
            else text[-LENGTH:]
        )
        if len(last) < LENGTH or not _LETTERS.issuperset(last):
            return False
        shape = self._shape(last)
        # One of another edition has a right check letter too, and at the door it deserves an answer.
        return shape is CodeStatus.GENUINE or (codes_only and shape is CodeStatus.FOREIGN)

    def paste(self, text: str, at: float, *, codes_only: bool) -> Taken | None:
        """Return the scans of a paste, as phones used as scanners send it. Every ended line is a scan.

        A last part without an end stays. None if the paste is a text for the focused field.
        """
        text = text[:_LONGEST_PASTE]
        *ended, rest = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "\n").split("\n")
        before = self.text if ended else ""
        lines = [before + ended[0], *ended[1:]] if ended else []
        is_ended = not rest.strip()
        found = [
            piece
            for line in lines
            for piece in self._scans(line, codes_only=codes_only) or (_line_of(line) if is_ended else ())
        ]
        if not codes_only and self._shape(extract_letters(rest)) is CodeStatus.GENUINE:
            found.append(rest)
            rest = ""
        if not codes_only and not found:
            return None
        if ended:
            self.clear()
            self._ended = at
        for character in rest[:_LONGEST]:
            self.type(character, at, codes_only=codes_only)
        self._pasted = True
        return Taken(tuple(ScannedText(piece, EventSource.SCANNED) for piece in found), len(before))

    def _how(self, characters: int) -> EventSource:
        times = self._times[-characters:]
        gap = (times[-1] - times[0]) / max(1, len(times) - 1)
        return EventSource.SCANNED if len(times) > 1 and gap < self._fastest else EventSource.TYPED

    def _is_own(self, text: str) -> bool:
        return bool(self.own) and normalise(text).casefold() in self.own

    def _scans(self, text: str, *, codes_only: bool) -> list[str]:
        """Return the codes in a completed text; any text where only codes are typed."""
        stripped = self.wedge.strip(text)
        if not stripped.strip():
            return []
        # Somewhere else than at the door, a roster's own code may be what a person types: "12", or a surname.
        if self._is_own(stripped) and (codes_only or self._how(len(text)) is EventSource.SCANNED):
            return [stripped]
        for candidate in dict.fromkeys((stripped, self.wedge.correct_layout(stripped))):
            glued = "".join(c for c in candidate if c not in _SEPARATORS) if codes_only else candidate
            found = list(_windows(glued, self._genuine))
            if any(self._genuine(window) for window in found):
                return found
        mistyped = len(stripped) == LENGTH and _LETTERS.issuperset(stripped) and self._repairable(stripped)
        return [stripped] if codes_only or mistyped else []

    def _genuine(self, letters: str) -> bool:
        return self._shape(letters) is CodeStatus.GENUINE


def _line_of(line: str) -> list[str]:
    """Return a line that was pasted with its end as a scan: only scanners do that."""
    return [line.strip()] if line.strip() else []


def _windows(text: str, genuine: Callable[[str], bool]) -> Iterator[str]:
    """Yield every code in a run of characters, and what stands between two of them if it is as long as a code."""
    start, place = 0, 0
    while place + LENGTH <= len(text):
        window = text[place : place + LENGTH]
        if _LETTERS.issuperset(window) and genuine(window):
            yield from _between(text[start:place])
            yield window
            place += LENGTH
            start = place
        else:
            place += 1
    yield from _between(text[start:])


def _between(text: str) -> Iterator[str]:
    """Yield a misread code next to a correct one, but no prefix and no half of a scan."""
    if len(text) == LENGTH and _LETTERS.issuperset(text):
        yield text
