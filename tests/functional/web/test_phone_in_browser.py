"""The page of a phone in a real browser, whose camera plays a film of badges; and the server that staff start."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.browser import PROGRAM, Browser, Page
from tests.functional.web.conftest import Serving
from tests.scenes import SIZE, browser_film, phone_screen, scene, tilted

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


def test_a_dark_picture_is_said(phone: Page, film: Path) -> None:
    browser_film(film, [Image.new("RGB", SIZE, (9, 9, 9))])
    phone.run("at('camera').click()")
    phone.until("at('hint').textContent === 'It is too dark to read a badge.'")


def test_a_camera_that_stops_is_said_and_used_again_when_it_is_back(phone: Page, film: Path) -> None:
    browser_film(film, [scene()])
    phone.run("window.answered = null; once = () => new Promise((done) => { answered = () => done({}); })")
    phone.run("at('camera').click()")
    phone.until("answered")  # a picture is on its way
    phone.run("state.stream.getVideoTracks()[0].dispatchEvent(new Event('ended')); answered()")
    assert phone.run("at('hint').textContent") == "The camera has stopped."
    assert phone.run("at('camera').checkVisibility()")
    found = "navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
    phone.run("window.given = navigator.mediaDevices.getUserMedia")
    phone.run("navigator.mediaDevices.getUserMedia = () => Promise.reject()")
    phone.run(f"{found}; 0")  # it is only unplugged
    assert phone.run("at('hint').textContent") == "The camera has stopped."
    phone.run(f"navigator.mediaDevices.getUserMedia = given; {found}")
    phone.until("at('camera').hidden && at('hint').textContent === 'Hold a badge before the camera.'")


def test_a_front_camera_is_a_mirror_and_its_frame_too(phone: Page, film: Path) -> None:
    browser_film(film, [scene()])
    phone.run("at('camera').click()")
    phone.until("at('camera').hidden")
    shown = "['video', 'frame'].map((id) => getComputedStyle(at(id)).transform)"
    assert phone.run(shown) == ["matrix(-1, 0, 0, 1, 0, 0)"] * 2


def test_a_camera_that_is_not_allowed_is_said_and_codes_can_be_typed(phone: Page) -> None:
    phone.run("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    phone.run("startCamera()")
    assert "Allow the camera" in phone.run("at('hint').textContent")
    assert phone.run("at('type').checkVisibility()")


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


def test_a_page_of_another_site_records_and_reads_nothing(browser: Browser, serving: Serving, person: Find) -> None:
    _, token = serving.pairing.pair(serving.pairing.current_code(), "Ana's phone")
    page = browser.page()
    page.open("data:text/html,<p>another site")
    for options in (
        {"headers": {"Authorization": f"Bearer {token}"}},
        {"method": "POST", "mode": "no-cors", "body": json.dumps({"code": person("Ana").code})},
    ):
        sent = f"fetch('{serving.url}/code', {json.dumps(options)}).then((one) => one.status, () => 'refused')"
        assert page.run(sent) == "refused"
    assert serving.verdicts() == []
    page.close()


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
