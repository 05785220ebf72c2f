"""Read an e-mail address as people write it. Pure."""

import re
from dataclasses import dataclass

from checkin.core.text import lookup_key

_EMAIL = re.compile(r"[^@\s,;<>()\[\]|\"]+@[^@\s,;<>()\[\]|\"]+\.[^@\s,;<>()\[\]|\".]+")
# A word that only a blank or a comma parts from an address: perhaps the first half of it.
_BEFORE_EMAIL = re.compile(r"[^\s,;:<>()\[\]|/@]+[\s,]+$")
_NOBODY = frozenset({"anonymous", "anonimo", "anonima", "anonyme"})  # what a form writes without an account


@dataclass(frozen=True, slots=True)
class EmailText:
    """The address in a text, empty if there is none; ``doubt`` is ``email`` or ``email_part`` if it is not the text."""

    text: str
    address: str
    doubt: str = ""


def read_email(written: str) -> EmailText:
    """Return the first address of a text, unless a word before it may be its first half: ``ana gil@example.org``.

    A letter to the second half would reach somebody else.
    """
    text = written.removeprefix("mailto:")
    if lookup_key(text) in _NOBODY:
        return EmailText(text, "")
    if not text or _EMAIL.fullmatch(text):
        return EmailText(text, text)
    found = _EMAIL.search(text)
    if found is not None and _BEFORE_EMAIL.search(text[: found.start()]):
        return EmailText(text, "", "email_part")
    return EmailText(text, found[0] if found else "", "email")
