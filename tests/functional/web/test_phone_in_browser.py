"""The page of a phone in a real browser, whose camera plays a film of badges; and the server that staff start."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.browser import PROGRAM, Page
from tests.functional.web.conftest import Serving
from tests.scenes import browser_film, phone_screen, scene, tilted

from checkin.core.course import Participant
from checkin.door.phones import revoke_phone

pytestmark = pytest.mark.skipif(PROGRAM is None or sys.platform == "win32", reason="no Chromium here")

Find = Callable[[str], Participant]

SEEN: dict[str, Callable[[str, str], Image.Image]] = {
    "sharp": lambda ana, joao: scene((ana, 240, (200, 120))),
    "blurred": lambda ana, joao: scene((ana, 240, (200, 120)), blur=3),
    "tilted": lambda ana, joao: tilted(ana),
    "two badges, the nearer one counts": lambda ana, joao: scene((joao, 120, (20, 20)), (ana, 240, (320, 150))),
    "a phone's screen with reflections": lambda ana, joao: phone_screen(ana),
}


@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
def test_what_the_camera_sees_is_recorded_and_named(
    phone: Page, serving: Serving, film: Path, person: Find, seen: Callable[[str, str], Image.Image]
) -> None:
    browser_film(film, [seen(person("Ana").code, person("João").code)])
    phone.run("at('camera').click()")
    phone.until("!at('answer').hidden")
    assert phone.run("[at('word').textContent, at('name').textContent]") == ["√ Present", "Ana Núñez"]
    assert phone.run("at('answer').className") == "counted"
    assert serving.verdicts() == [("Ana's phone", "present")]


def test_a_badge_that_is_too_blurred_records_nothing(phone: Page, serving: Serving, film: Path, person: Find) -> None:
    browser_film(film, [scene((person("Ana").code, 240, (200, 120)), blur=9)])
    phone.run("at('camera').click()")
    phone.until("performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/frame')).length > 2")
    assert serving.verdicts() == []


def test_the_last_scan_is_taken_back(phone: Page, serving: Serving, person: Find) -> None:
    phone.run(f"once('/code', {{ code: '{person('Ana').code}' }})")
    phone.until("at('count-text').textContent === '1 of 3 present'")
    phone.run("at('undo').click()")
    phone.until("at('word').textContent.includes('Undone: check-in of Ana')")
    phone.until("at('count-text').textContent === '0 of 3 present'")


def test_a_person_is_found_by_name(phone: Page, serving: Serving) -> None:
    phone.run("at('find').click(); at('find-text').value = 'fleur'; at('find-text').dispatchEvent(new Event('input'))")
    phone.until("document.querySelector('#found button')")
    phone.run("document.querySelector('#found button').click()")
    phone.until("at('name').textContent === 'Jean Saint-Fleur'")
    assert serving.verdicts() == [("Ana's phone", "present")]


def lose_network(page: Page, *, is_lost: bool) -> None:
    """Take the network away from the page, or give it back."""
    page.call("Network.enable")
    page.call(
        "Network.emulateNetworkConditions", offline=is_lost, latency=0, downloadThroughput=-1, uploadThroughput=-1
    )


@pytest.mark.parametrize("what", ["server", "network"])
def test_a_lost_connection_is_said_and_nothing_is_shown_as_recorded(phone: Page, serving: Serving, what: str) -> None:
    serving.stop() if what == "server" else lose_network(phone, is_lost=True)
    phone.run("once('/code', { code: 'TTFDRVLHJCHG' }).catch(failed)")
    phone.until("!at('offline').hidden")
    assert phone.run("at('answer').className") == "broken"
    assert phone.run("at('word').textContent") == "No connection to the computer. Nothing is recorded now."
    serving.start() if what == "server" else lose_network(phone, is_lost=False)
    phone.until("at('offline').hidden")
    assert phone.run("at('word').textContent") == "Not recorded. Scan the badge again."
    assert serving.verdicts() == []


def test_a_phone_without_a_network_says_so_before_anything_is_scanned(phone: Page) -> None:
    phone.run("ask = () => Promise.reject(new NoAnswer()); dispatchEvent(new Event('offline'))")
    assert phone.run("at('offline').textContent") == "No connection to the computer. Nothing is recorded now."
    assert phone.run("at('offline').hidden") is False


def test_a_phone_whose_access_has_ended_shows_nothing_more(phone: Page, serving: Serving) -> None:
    revoke_phone(serving.course.record, "Ana's phone")
    phone.run("refresh()")
    phone.until("at('door').hidden && !at('pair').hidden")
    assert "no access any more" in phone.run("at('pair-error').textContent")


def test_nothing_on_the_page_comes_from_elsewhere_or_breaks_its_policy(phone: Page) -> None:
    loaded = phone.run("performance.getEntriesByType('resource').map(one => new URL(one.name).origin)")
    assert set(loaded) == {phone.run("location.origin")}


_LONG = {"event": "1", "colour": "counted", "shape": "√", "word": "Entrée déjà enregistrée", "note": "Ask for the visa"}
_LONG |= {
    "name": "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate",
    "place": "Argentina · " + "Institute " * 6,
}
_LONG |= {
    "detail": "Legal aspects · in since 09:06, Hall",
    "can_undo": True,
    "sound": [],
    "counted": True,
    "again": False,
}


def test_a_long_answer_and_the_buttons_are_seen_whole_without_a_connection(phone: Page) -> None:
    phone.run("at('offline').textContent = text('no_connection'); at('offline').hidden = false")
    phone.run(f"showAnswer({json.dumps(_LONG)})")
    for width, height in ((360, 640), (390, 844), (820, 1180), (844, 390)):
        phone.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=True)
        phone.run("fit()")
        assert phone.run("at('answer').scrollHeight - at('answer').clientHeight") <= 0, (width, height)
        assert phone.run("at('more').getBoundingClientRect().bottom") <= height, (width, height)
