"""Stories of a door: anything in any order, checked after every step.

``CHECKIN_LONG=N`` tells N times as many stories at random, in parts that can run side by side, and shows that they find
each of the faults of ``story_mutants``. ``CHECKIN_SHRINK=1`` looks for a shorter story than the one that failed.
"""

import os
from collections.abc import Iterator

import pytest
from tests.functional.kiosk.door.stories import Steps, tell, tell_at_random
from tests.functional.kiosk.door.story_door import story_record
from tests.functional.kiosk.door.story_mutants import FAULTS, first_story
from tests.functional.kiosk.door.story_record import StoryRecord
from tests.functional.kiosk.door.told import FOUND_BY, HAPPENED

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


@pytest.fixture(scope="module")
def held() -> Iterator[StoryRecord]:
    with story_record() as made:
        yield made


@pytest.mark.parametrize("steps", [*HAPPENED.values(), *FOUND_BY.values()], ids=[*HAPPENED, *FOUND_BY])
def test_the_door_is_right_in_a_story(held: StoryRecord, steps: Steps) -> None:
    tell(held, steps)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_short_story_finds_a_fault(held: StoryRecord, fault: str) -> None:
    with FAULTS[fault](), pytest.raises(AssertionError):
        tell(held, FOUND_BY[fault])
