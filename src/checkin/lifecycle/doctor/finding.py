"""What a check finds: one sentence about one part."""

from dataclasses import dataclass, field
from enum import StrEnum

from checkin.core.errors import CheckinError
from checkin.core.text import TranslatableText


class State(StrEnum):
    """How a finding is meant."""

    OK = "ok"
    NOTICE = "notice"
    WRONG = "wrong"


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
