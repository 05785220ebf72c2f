"""Decide whose roster is in force, when a kiosk and the other side of a sync have different ones. Pure."""

from collections.abc import Collection
from enum import Enum, auto


class RosterAction(Enum):
    """What to do about the roster."""

    NOTHING = auto()
    TAKE = auto()  # theirs takes the place of ours
    ADOPT = auto()  # theirs is what was loaded here: it counts as published
    PUBLISH = auto()  # ours takes the place of theirs
    CONFLICT = auto()  # both moved on: a person must say which

    @property
    def changes_here(self) -> bool:
        """Return True if the action changes this kiosk's roster."""
        return self is RosterAction.TAKE


def decide_roster(
    *, own: str, held: str, known: Collection[str], loaded: bool, offered: str, may_publish: bool
) -> RosterAction:
    """Decide by digests: of the publication that ours is built on (``held``, empty if none), and of all before it.

    ``loaded``: something was loaded here since, and would be published as ``own``. ``offered``: the publication in
    force on the other side, empty if none. A digest names a publication together with its line, so one that is
    ``known`` here is an earlier state of ours: the other side was set back, or does not have our load yet.
    """
    if loaded and offered == own:
        return RosterAction.ADOPT
    behind = not offered or offered in known
    if loaded:
        if not behind:
            return RosterAction.CONFLICT
        return RosterAction.PUBLISH if may_publish else RosterAction.NOTHING
    if offered == held:
        return RosterAction.NOTHING
    if behind:
        return RosterAction.PUBLISH if may_publish and held else RosterAction.NOTHING
    return RosterAction.TAKE
