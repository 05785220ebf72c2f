"""Define the result of a check: one sentence about one part."""

from dataclasses import dataclass, field
from enum import StrEnum

from checkin.core.errors import CheckinError
from checkin.core.text import TranslatableText, in_context


class State(StrEnum):
    """How a finding is meant."""

    OK = "ok"
    NOTICE = "notice"
    WRONG = "wrong"


# How people read the states and the parts: at most 10 and 12 letters.
STATES = {
    State.OK: in_context("state of a check", "ok"),
    State.NOTICE: in_context("state of a check", "notice"),
    State.WRONG: in_context("state of a check", "wrong"),
}
PARTS = {
    "backup": in_context("part of a check", "backup"),
    "camera": in_context("part of a check", "camera"),
    "clock": in_context("part of a check", "clock"),
    "copies": in_context("part of a check", "copies"),
    "course": in_context("part of a check", "course"),
    "disk": in_context("part of a check", "disk"),
    "doors": in_context("part of a check", "doors"),
    "events": in_context("part of a check", "entries"),
    "exchange": in_context("part of a check", "exchange"),
    "figures": in_context("part of a check", "figures"),
    "mail": in_context("part of a check", "mail"),
    "mirror": in_context("part of a check", "mirror"),
    "printer": in_context("part of a check", "printer"),
    "programme": in_context("part of a check", "programme"),
    "record": in_context("part of a check", "record"),
    "server": in_context("part of a check", "server"),
    "sqlite": "SQLite",
    "terminal": in_context("part of a check", "terminal"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part. ``values`` are figures of it, for programs."""

    part: str
    state: State
    said: TranslatableText | CheckinError
    values: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the sentence in English."""
        return str(self.said)
