"""Draw issued certificates as pages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.certificates.credited_sessions import CreditedSession, HoursOf
from checkin.certificates.facts import CertificateFacts, show_code
from checkin.certificates.texts import WORDS, front_hours, total_in_words
from checkin.core.course import Course, Session
from checkin.core.errors import DesignError
from checkin.core.text import clean
from checkin.core.toml_reader import LONGEST, read_toml
from checkin.i18n.cldr import country_name, dates
from checkin.system.files import read_text_limited
from checkin.typesetting import qr
from checkin.typesetting.workspace import Format, TypstWorkspace, open_workspace

_LARGEST = 1000  # millimetres


@dataclass(frozen=True, slots=True)
class Page:
    """One certificate to draw: what it says, its seal as the QR holds it, and whether it is a second print.

    ``sessions`` is None for certificates from a version that did not keep them: these list the programme.
    """

    facts: CertificateFacts
    sealed: str
    duplicate: bool = False
    sessions: tuple[CreditedSession, ...] | None = None
    hours_of: HoursOf = HoursOf.EXPECTED


def designs(own: Path | None = None) -> dict[str, Path]:
    """Return all certificate designs by name. A course's own design overrides checkin's."""
    shipped = Path(str(resources.files("checkin.certificates").joinpath("designs")))
    roots = [shipped, own] if own is not None else [shipped]
    return {path.parent.name: path.parent for root in roots for path in sorted(root.glob("*/certificate.typ"))}


@contextmanager
def drawing(course: Course, programme: Sequence[Session], design: str, folder: Path) -> Iterator["Drawing"]:
    """Open a drawing of certificates; ``folder`` is the course's. Raises :class:`DesignError`."""
    known = designs(folder / "designs")
    if design not in known:
        raise DesignError(
            "There is no certificate design {name}. Use one of {known}.",
            name=clean(design),
            known=", ".join(sorted(known)),
        )
    room = resources.files("checkin.certificates")
    with open_workspace(design, room.joinpath("pages.typ"), known[design], [room.joinpath("front.typ")]) as opened:
        yield Drawing(opened, course, programme, known[design], folder)


class Drawing:
    """Draws certificates. Made by :func:`drawing`."""

    def __init__(
        self, opened: TypstWorkspace, course: Course, programme: Sequence[Session], design: Path, folder: Path
    ) -> None:
        self._press = opened
        self._course = course
        style = course.certificate
        self._design = _size(design / "design.toml")
        self._facts = {
            "title": clean(course.title),
            "organizer": clean(course.organizer),
            "language": course.language,
            "logo": opened.place_logo(course.logo, folder),
            "signature": opened.place_logo(style.signature, folder),
            "signed_by": clean(style.signed_by),
            "signed_as": clean(style.signed_as),
        }
        self._programme = tuple(_credited(course, session) for session in programme if session.counts)

    def pages(self, certificates: Sequence[Page], *, kind: Format = "pdf", ppi: int = 150) -> list[bytes]:
        """Return one PDF with these certificates, or an image for each page. Raises :class:`DesignError`."""
        data = {
            "course": self._facts,
            "design": self._design,
            "certificates": [self._certificate(page) for page in certificates],
        }
        return self._press.pages(data, kind=kind, ppi=ppi, many=len(certificates))

    def _certificate(self, page: Page) -> dict[str, Any]:
        facts, url = page.facts, self._course.certificate.verify_url
        words, language = WORDS[facts.language], facts.language
        held_on = dates(_day(facts.starts), _day(facts.ends), language)
        where = clean(facts.place)
        held = words.held.format(place=where, dates=held_on) if where and held_on else where or held_on
        sessions = self._programme if page.sessions is None else page.sessions
        return {
            "name": clean(facts.name),
            "sessions": [_line(session) for session in sessions],
            "country": country_name(facts.country, language),
            "title": clean(f"{facts.edition} {facts.title}"),
            "language": language,
            "qr": qr.svg(f"{url}#{page.sealed}" if url else page.sealed, dense=True),
            "shown_code": show_code(facts.code),
            "duplicate": page.duplicate,
            "words": {
                "certificate": words.certificate,
                "certified": words.certified,
                "did": words.did[facts.role],
                "held": held,
                "hours": front_hours(page.sessions, facts.hours, page.hours_of, language),
                "total": total_in_words(sessions, language),
                "number": words.number.format(number=facts.number),
                "issued": words.issued.format(date=dates(_day(facts.issued_on), None, language)),
                "check": words.check,
                "duplicate": words.duplicate,
                "programme": words.programme,
                "minutes": words.minutes,
            },
        }


def _credited(course: Course, session: Session) -> CreditedSession:
    day = course.local(session.starts_at).date().isoformat()
    return CreditedSession(session=session.id, title=clean(session.title), day=day, minutes=session.minutes)


def _line(session: CreditedSession) -> Mapping[str, Any]:
    from babel.dates import format_skeleton

    day = date.fromisoformat(session.day)
    return {
        "title": clean(session.title),
        "minutes": str(session.minutes),
        "at": {language: format_skeleton("MMMd", day, locale=language) for language in WORDS},
    }


def _size(file: Path) -> dict[str, float]:
    try:
        facts = read_toml(read_text_limited(file, most=LONGEST))
        size = {name: float(facts[name]) for name in ("width", "height")}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DesignError("{file} needs width and height in millimetres: {reason}.", file=file, reason=error) from None
    if not all(0 < length <= _LARGEST for length in size.values()):
        raise DesignError("{file} needs width and height above 0 and up to {most} mm.", file=file, most=_LARGEST)
    return size


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
