"""Read what a part of a list says of its people: a sheet called *Cancelados*, a heading *Ponentes* in a row. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from checkin.core.course import Role
from checkin.core.text import lookup_key
from checkin.i18n.roles import certain_role, role_of
from checkin.intake.cancellations import may_say_withdrawn
from checkin.intake.status_words import Status, read_status

_COUNT = re.compile(r"\s*(?:\(\d+\)|:\s*\d*)\s*$|^[\s*#-]+")
_MOST_WORDS, _MOST_WORDS_OF_A_ROLE = 4, 2  # of a heading; longer texts are notes
_ORGANIZERS = re.compile(r"\b(?:organiz|organis)")


@dataclass(frozen=True, slots=True)
class ListPart:
    """What the name of a sheet or a heading says. ``is_doubtful``: it may mean another thing, and is asked."""

    text: str
    status: Status | None = None
    role: Role | None = None
    is_doubtful: bool = False

    @property
    def says_something(self) -> bool:
        """Return True if the name says who takes part or in which role."""
        return self.status is not None or self.role is not None


@lru_cache(maxsize=200)
def read_part(name: str) -> ListPart:
    """Return what a name says, as a cell of a status or role column would; most names say nothing."""
    text = _COUNT.sub("", name).strip()
    role = role_of(text)
    if role is not None and role is not Role.PARTICIPANT:
        is_certain = certain_role(text) is not None or bool(_ORGANIZERS.search(lookup_key(text)))
        return ListPart(text, role=role, is_doubtful=not is_certain)
    singular = " ".join(word.removesuffix("s") for word in lookup_key(text).split())
    status = read_status(text) or read_status(singular)
    if status is None and may_say_withdrawn(text):
        return ListPart(text, Status.OUT, is_doubtful=True)
    return ListPart(text, status, role)


def read_heading(text: str) -> ListPart | None:
    """Return what a text alone in its row says of the people beneath it; None for another text."""
    part = read_part(text)
    most = _MOST_WORDS if part.status else _MOST_WORDS_OF_A_ROLE
    return part if part.says_something and len(part.text.split()) <= most else None
