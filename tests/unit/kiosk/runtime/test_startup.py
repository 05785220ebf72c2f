"""What the start of the interface leaves until after its first frame."""

import gc
import sys

import pytest

from checkin.kiosk.runtime.startup import AFTER_FIRST_FRAME, collection_paused, load_the_rest, resume_collection


def test_the_collector_is_paused_until_the_first_frame() -> None:
    with collection_paused():
        assert not gc.isenabled()
        resume_collection()
        assert gc.isenabled()


def test_the_collector_runs_again_after_a_start_that_failed() -> None:
    with pytest.raises(RuntimeError), collection_paused():
        raise RuntimeError
    assert gc.isenabled()


def test_a_collector_that_runs_keeps_what_it_looks_at() -> None:
    before = gc.get_freeze_count()
    resume_collection()
    assert gc.get_freeze_count() == before


def test_the_rest_is_loaded_after_the_first_frame() -> None:
    load_the_rest()
    assert set(AFTER_FIRST_FRAME) <= sys.modules.keys()
