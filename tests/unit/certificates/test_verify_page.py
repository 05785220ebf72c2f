"""The verification page in a real browser: numbers, codes and QR texts, typed and by link, in four languages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from tests.browser import PROGRAM, Browser, Page, chromium
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock, load_record

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.certificates import issue, verify
from checkin.certificates.plan import plan
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued
from checkin.store.roster import participants

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")

LANGUAGES = {"es-AR": "es", "pt-BR": "pt", "fr-CA": "fr", "en-GB": "en", "ja": "en"}
# One certificate of each kind, and those that the list of the page does not hold.
CASES = [
    *(("valid", "number", "valid"), ("valid", "code", "valid"), ("valid", "sealed", "sealed")),
    *(("revoked", "number", "revoked"), ("revoked", "code", "revoked"), ("revoked", "sealed", "revoked")),
    *(("replaced", "number", "replaced"), ("replaced", "code", "replaced"), ("replaced", "sealed", "replaced")),
    *(("later", "number", "unlisted"), ("later", "code", "unlisted"), ("later", "sealed", "later")),
]


@dataclass(frozen=True)
class Published:
    """The file of the page, and a certificate of each kind."""

    file: Path
    certificates: dict[str, Issued]

    def text(self, kind: str, form: str) -> str:
        one = self.certificates[kind]
        return {"number": one.number, "code": one.code, "sealed": str(one.facts["sealed"])}[form]


def issued_course(opened: OpenCourse) -> Published:
    """Issue certificates to four people; revoke one, replace one, and issue the last after the page was written."""
    by, folder = SessionChanges.of(opened, actor="V. Paz", reason="seen"), opened.folder.certificates
    for session in ("s1", "s2", "wa", "wb"):
        by.close(session, "absent")
    people = [one for one in participants.roster(opened.record.conn) if not one.withdrawn]

    def made() -> list[Issued]:
        issue.issue(opened, plan(opened).due, folder)
        return certificates.issued(opened.record.conn)

    for person in people[:3]:
        Corrections.of(opened, actor="V. Paz", reason="seen").decide(person.code, earned=True)
    first, second, third = made()
    issue.revoke(opened, first, "by mistake")
    issue.reissue(opened, second, folder)
    file = opened.folder.root / "verify.html"
    file.write_text(verify.web_page(opened), "utf-8")
    Corrections.of(opened, actor="V. Paz", reason="seen").decide(people[3].code, earned=True)
    return Published(file, {"revoked": first, "replaced": second, "valid": third, "later": made()[-1]})


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    root, clock = tmp_path_factory.mktemp("verify"), HandClock(datetime.fromisoformat("2026-03-09T22:00Z"))
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (root / name).write_text(text, "utf-8")
    load_record(CourseFolder(root), clock)
    with opened_course(CourseFolder(root), clock=clock.clock()) as opened:
        return issued_course(opened)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, published: Published) -> Page:
    """The page as a reader of Spanish sees it."""
    page = browser.page("es-AR")
    page.open(published.file.as_uri())
    return page


# Waits for the answer: verifying is asynchronous, and the page gives the promise to nobody.
SHOWN = """
new Promise(done => {
    const ready = () => !verdict.hidden && verdict.textContent;
    const answer = () => done(Object.keys(words).find(key => words[key] === verdict.textContent));
    new MutationObserver(() => ready() && answer()).observe(verdict, {attributes: true, childList: true});
    %s
})
"""
FACTS = "document.getElementById('facts').textContent"


def typed(page: Page, text: str) -> str:
    """Type a text, and return the key of the sentence that is shown."""
    page.run("verdict.textContent = ''")
    act = f"payload.value = {text!r}; payload.dispatchEvent(new Event('input'))"
    return str(page.run(SHOWN % act))


@pytest.mark.parametrize(("kind", "form", "said"), CASES)
def test_what_is_typed_gets_the_answer_of_the_record(
    page: Page, published: Published, kind: str, form: str, said: str
) -> None:
    assert typed(page, published.text(kind, form)) == said


@pytest.mark.parametrize(("kind", "form", "said"), CASES)
def test_a_link_gets_the_same_answer(page: Page, published: Published, kind: str, form: str, said: str) -> None:
    page.run("history.replaceState(null, '', '#'); verdict.textContent = ''")
    assert page.run(SHOWN % f"location.hash = {published.text(kind, form)!r}") == said


def test_a_link_that_is_opened_is_answered(browser: Browser, published: Published) -> None:
    page = browser.page("es-AR")
    page.open(f"{published.file.as_uri()}#{published.text('valid', 'sealed')}")
    page.run(SHOWN % "if (ready()) answer()")
    assert page.run("verdict.className") == "valid"


def test_a_changed_seal_is_not_genuine(page: Page, published: Published) -> None:
    sealed = published.text("valid", "sealed")
    other = "B" if sealed[100] == "A" else "A"
    assert typed(page, sealed[:100] + other + sealed[101:]) == "not_sealed"


@pytest.mark.parametrize("change", [str.lower, lambda text: text.replace("0", "O"), lambda text: f" {text} "])
def test_a_number_is_found_as_people_type_it(page: Page, published: Published, change: Callable[[str], str]) -> None:
    assert typed(page, change(published.text("valid", "code"))) == "valid"


def test_the_facts_are_shown_of_a_seal_only(page: Page, published: Published) -> None:
    typed(page, published.text("valid", "number"))
    assert page.run(FACTS) == ""
    typed(page, published.text("valid", "sealed"))
    assert published.certificates["valid"].facts["name"] in page.run(FACTS)


def test_countries_have_the_names_that_certificates_print(page: Page) -> None:
    shown = page.run("['FK', 'CD', 'TT', 'AR'].map(code => in_words('country', code)).join('; ')")
    names = ("Islas Malvinas (Falkland)", "República Democrática del Congo", "Trinidad y Tobago", "Argentina")
    assert shown == "; ".join(names)


@pytest.mark.parametrize(("preferred", "language"), LANGUAGES.items())
def test_the_page_speaks_the_readers_language(
    browser: Browser, published: Published, preferred: str, language: str
) -> None:
    page = browser.page(preferred)
    page.open(f"{published.file.as_uri()}#{published.text('revoked', 'number')}")
    assert page.run(SHOWN % "if (ready()) answer()") == "revoked"
    heading = {"es": "Verificar", "pt": "Verificar um", "fr": "Vérifier", "en": "Verify"}[language]
    assert page.run("document.documentElement.lang") == language
    assert page.run("heading.textContent").startswith(heading)
