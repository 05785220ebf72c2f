"""Describe what a scanner types, as learned from a test code."""

from dataclasses import dataclass

from checkin.core.codes import ALPHABET, normalise


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """What a test scan shows of a scanner: what it types around a code, which letters it swaps, how slow it is.

    ``letters`` holds the sixteen letters of the codes as they arrive through a foreign keyboard layout; empty
    where they arrive as they are. ``gap`` is the time between its keys in seconds.
    """

    prefix: str = ""
    suffix: str = ""
    letters: str = ""
    gap: float = 0.0

    def strip(self, text: str) -> str:
        """Return the text without the scanner's prefix and suffix."""
        if self.prefix and text.casefold().startswith(self.prefix.casefold()):
            text = text[len(self.prefix) :]
        if self.suffix and text.casefold().endswith(self.suffix.casefold()):
            text = text[: len(text) - len(self.suffix)]
        return text

    def correct_layout(self, text: str) -> str:
        """Return the text with the letters of another keyboard layout corrected."""
        return text.casefold().translate(str.maketrans(self.letters, ALPHABET)) if self.letters else text


def profile_from_test_scan(text: str, gap: float) -> ScannerProfile | None:
    """Return the profile that a scan of the test code shows; None for any other scan.

    ``text`` is all that was typed before the ending, ``gap`` the mean time between two keys in seconds.
    """
    plain = text.casefold()
    place = plain.find(ALPHABET.casefold())
    if place >= 0:
        prefix, suffix = text[:place], text[place + len(ALPHABET) :]
        # What falls away by itself, an AIM prefix or an ECI mark, need not be remembered.
        return ScannerProfile(prefix=prefix if normalise(f"{prefix}x") != "x" else "", suffix=suffix, gap=round(gap, 3))
    swapped = normalise(text).casefold()
    if len(swapped) == len(ALPHABET) == len(set(swapped)):
        return ScannerProfile(letters=swapped, gap=round(gap, 3))
    return None
