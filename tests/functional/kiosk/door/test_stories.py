"""Stories of a door: anything in any order, checked after every step.

``CHECKIN_LONG=N`` tells N times as many stories at random, in parts that can run side by side, and shows that they find
each of the faults of ``story_mutants``. ``CHECKIN_SHRINK=1`` looks for a shorter story than the one that failed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.functional.kiosk.door.stories import FOREIGN, tell, tell_at_random
from tests.functional.kiosk.door.story_door import PIN, story_template
from tests.functional.kiosk.door.story_mutants import FAULTS, first_story

LONG = int(os.environ.get("CHECKIN_LONG", "1"))
STORIES, PARTS = 5, 2
SHRINKS = bool(os.environ.get("CHECKIN_SHRINK"))


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_the_door_says_what_is_so(part: int) -> None:
    tell_at_random(part, STORIES * LONG, shrinks=SHRINKS)


@pytest.mark.skipif(LONG == 1, reason="minutes long: only with CHECKIN_LONG")
@pytest.mark.parametrize("fault", FAULTS)
def test_stories_at_random_find_a_fault(fault: str) -> None:
    assert first_story(fault) is not None


Steps = list[tuple[str, dict[str, object]]]
TOLD: dict[str, Steps] = {
    "already in, and then the undo": [
        ("scan", {"who": 0}),
        ("scan", {"who": 1}),
        ("scan", {"who": 0}),
        ("undo", {"says_yes": True}),
    ],
    "a practice": [("practise", {}), ("scan", {"who": 0}), ("add", {"name": "Zoe Practice"}), ("practise", {})],
    "guests and a crash": [
        ("hand_over", {"guess": "0000"}),
        ("scan", {"who": 1}),
        ("restart", {"is_crash": True}),
        ("guest_presses", {"key": "f2"}),
        ("pin_is_entered", {"pin": PIN}),
    ],
    "a stray scan on a card": [("leave_a_card_open", {"who": 2}), ("stray_scan", {"text": FOREIGN})],
    "a full disk": [("scan", {"who": 0}), ("disk_is_full", {}), ("scan", {"who": 1}), ("disk_has_room", {})],
    "before the next session": [
        ("time_passes", {"minutes": 50}),
        ("time_passes", {"minutes": 15}),
        ("scan", {"who": 0}),
    ],
    "a pin and its end": [
        ("pin", {"place": 0, "says_yes": True, "later": 0}),
        ("time_passes", {"minutes": 120}),
        ("scan", {"who": 2}),
    ],
}


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with story_template() as made:
        yield made


@pytest.mark.parametrize("steps", TOLD.values(), ids=TOLD)
def test_a_story_that_has_happened(template: Path, steps: Steps) -> None:
    tell(template, steps)
