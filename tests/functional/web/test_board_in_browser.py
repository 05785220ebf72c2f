"""The board for a projector in a real browser."""

import sys
from collections.abc import Callable, Iterator

import pytest
from tests.browser import PROGRAM, Browser, Page
from tests.functional.web.conftest import Serving

from checkin.core.course import Participant
from checkin.core.events import EventSource, ScannedText
from checkin.door.scan import Door
from checkin.door.service import DoorService

pytestmark = pytest.mark.skipif(PROGRAM is None or sys.platform == "win32", reason="no Chromium here")


@pytest.fixture
def board(browser: Browser, serving: Serving) -> Iterator[Page]:
    """The board at 1280 x 720, at a browser that was connected before."""
    _, token = serving.pairing.pair(serving.pairing.current_code(), "Projector")
    page = browser.page()
    page.call("Emulation.setDeviceMetricsOverride", width=1280, height=720, deviceScaleFactor=1, mobile=False)
    page.open(serving.url)
    page.run(f"localStorage.setItem('token', '{token}')")
    page.open(f"{serving.url}/board")
    page.until("at('board-count').textContent")
    yield page
    page.close()


def test_the_board_follows_a_scan_by_itself(
    board: Page, serving: Serving, person: Callable[[str], Participant]
) -> None:
    assert board.run("at('board-count').textContent") == "0 / 3"
    door = DoorService(Door(serving.course.record, serving.course.course))
    door.answer(ScannedText(person("Ana").code, EventSource.SCANNED))
    board.until("at('board-count').textContent === '1 / 3'")
    assert board.run("document.querySelector('#countries .whole').textContent") == "Argentina1/1"


def test_delegations_that_do_not_fit_are_shown_by_turns(board: Page) -> None:
    board.run("refresh = () => {}")
    board.run(
        "at('countries').replaceChildren(...Array.from({ length: 90 }, (_, n) => country(['Country ' + n, n, 99])))"
    )
    assert board.run("document.documentElement.scrollHeight") == 720
    seen = "[...at('countries').children].filter((one) => { const { left, right } = one.getBoundingClientRect();"
    seen += " return left >= 0 && right <= innerWidth; }).map((one) => one.firstChild.data)"
    shown = set(board.run(seen))
    assert 0 < len(shown) < 90
    while board.run("turn(), at('countries').scrollLeft"):
        shown |= set(board.run(seen))
    assert len(shown) == 90
