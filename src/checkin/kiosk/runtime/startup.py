"""Postpone slow parts of the start until after the first frame: the garbage collector and some imports."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

# Needed by the first scan, the first dialogs and the counts, but not by the first frame.
AFTER_FIRST_FRAME = (
    "checkin.core.event_rules",
    "checkin.store.queries.pair_facts",
    "checkin.store.queries.open_questions",
    "checkin.store.queries.presence",
    "checkin.attendance.corrections",
    "checkin.attendance.door_undo",
    "checkin.store.roster.search",
    "checkin.kiosk.base.search_dialog",
    "checkin.kiosk.door.person_card",
)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the garbage collector until the first frame: what the imports create stays until the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def resume_collection() -> None:
    """Start the garbage collector again, if it is paused. It never looks at what exists by now."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def load_the_rest() -> None:
    """Import what the first frame does without, so that the first scan and the first dialog are not slow."""
    for name in AFTER_FIRST_FRAME:
        import_module(name)
