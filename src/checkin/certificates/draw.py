"""Draw issued certificates as pages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.certificates.credited_sessions import CreditedSession
from checkin.certificates.facts import show_code
from checkin.certificates.issued_designs import issued_design
from checkin.certificates.page_content import PageContent
from checkin.certificates.pictures import CertificatePictures
from checkin.certificates.wording import total_in_words
from checkin.core.course import Course, Session
from checkin.core.errors import DesignError
from checkin.core.text import clean, compose
from checkin.core.toml_reader import LONGEST, read_toml
from checkin.i18n.cldr import day_and_month
from checkin.system.files import read_text_limited
from checkin.typesetting import qr
from checkin.typesetting.fonts import FOLDER
from checkin.typesetting.workspace import Format, TypstWorkspace, open_workspace

_LARGEST = 1000  # millimetres
# The size of checkin's own designs on other paper than A4.
_ON_PAPER = {"letter": {"width": 279.4, "height": 215.9}}


@dataclass(frozen=True, slots=True)
class Page:
    """One certificate to draw: what it says, its sessions, its seal as the QR holds it, and its verification code.

    ``duplicate`` marks a second print.
    """

    content: PageContent
    sessions: tuple[CreditedSession, ...]
    sealed: str
    code: str
    duplicate: bool = False


def designs(own: Path | None = None) -> dict[str, Path]:
    """Return all certificate designs by name. A course's own design overrides checkin's."""
    shipped = Path(str(resources.files("checkin.certificates").joinpath("designs")))
    roots = [shipped, own] if own is not None else [shipped]
    return {compose(path.parent.name): path.parent for root in roots for path in sorted(root.glob("*/certificate.typ"))}


@contextmanager
def drawing(design: str, own: Path, pictures: CertificatePictures, key: str = "") -> Iterator["Drawing"]:
    """Open a drawing of certificates of one design; ``own`` is the course's folder of designs.

    ``key`` is that of an own design with which certificates were issued. Raises :class:`DesignError`, and
    :class:`CertificateError` if the design of that time is gone.
    """
    known = designs(own)
    design = compose(design)
    if key:
        known[design] = issued_design(key, design, known.get(design), pictures.kept)
    if design not in known:
        raise DesignError(
            "There is no certificate design {name}. Use one of {known}.",
            name=clean(design),
            known=", ".join(sorted(known)),
        )
    room = resources.files("checkin.certificates")
    beside = [room.joinpath("front.typ"), room.joinpath("back.typ")]
    fonts = own.parent / FOLDER
    with open_workspace(design, room.joinpath("pages.typ"), known[design], beside, fonts) as opened:
        yield Drawing(opened, known[design], pictures)


class Drawing:
    """Draws certificates. Made by :func:`drawing`."""

    def __init__(self, opened: TypstWorkspace, design: Path, pictures: CertificatePictures) -> None:
        self._press = opened
        self.forget = opened.forget
        self._design = _size(design / "design.toml")
        self._has_back = "#let back" in (design / "certificate.typ").read_text(encoding="utf-8", errors="replace")
        self._pictures = pictures
        self._is_shipped = design.is_relative_to(str(resources.files("checkin.certificates")))

    def pages(self, certificates: Sequence[Page], *, kind: Format = "pdf", ppi: int = 150) -> list[bytes]:
        """Return one PDF with these certificates of one paper and font, or an image for each page.

        Raises :class:`DesignError`, and :class:`CertificateError` if a picture is missing.
        """
        made = [self._certificate(page) for page in certificates]
        two_sided = any(one["back"] == "yes" or (self._has_back and one["back"] != "no") for one in made)
        # A design of the course has its own size.
        content = certificates[0].content
        paper = _ON_PAPER.get(content.get("paper", "")) if self._is_shipped else None
        design = {**(paper or self._design), "font": content.get("font", "")}
        data = {"course": made[0]["course"], "design": design, "certificates": made, "two_sided": two_sided}
        return self._press.pages(data, kind=kind, ppi=ppi, many=len(certificates))

    def _certificate(self, page: Page) -> dict[str, Any]:
        content, language = page.content, page.content["language"]
        placed = {"": ""} | {
            key: self._press.place_picture(key, picture, Path(key).suffix[1:])
            for key, picture in self._pictures.of(content)
        }
        signers = [{**one, "picture": placed[one["picture"]]} for one in content["signers"]]
        logos = [placed[key] for key in content["logos"]]
        first = signers[0] if signers else {"name": "", "post": "", "picture": ""}
        address = content["address"]
        total = total_in_words(page.sessions, language)
        return {
            **{key: content[key] for key in ("name", "country", "details", "title", "language", "resolution")},
            "contact": content["contact"],
            "back": content.get("back", ""),
            "sessions": [_line(session, language) for session in page.sessions],
            "qr": qr.svg(f"{address}#{page.sealed}" if address else page.sealed, dense=True),
            "shown_code": show_code(page.code),
            "duplicate": page.duplicate,
            "words": content["words"] | {"total": total},
            "course": {
                "title": content["title"],
                "organizer": content["organizer"],
                "language": language,
                "colour": content["colour"],
                "background": placed[content.get("background", "")],
                "logos": logos,
                "logo": logos[0] if logos else "",
                "signers": signers,
                "signature": first["picture"],
                "signed_by": first["name"],
                "signed_as": first["post"],
            },
        }


def programme_of(course: Course, programme: Sequence[Session]) -> tuple[CreditedSession, ...]:
    """Return the whole programme, which the back lists of certificates that kept no sessions."""
    return tuple(
        CreditedSession(
            session=one.id,
            title=clean(one.title),
            day=course.local(one.starts_at).date().isoformat(),
            minutes=one.minutes,
        )
        for one in programme
        if one.counts
    )


def _line(session: CreditedSession, language: str) -> Mapping[str, Any]:
    from babel.dates import format_skeleton

    day = date.fromisoformat(session.day)
    return {
        "title": clean(session.title),
        "minutes": str(session.minutes),
        "day": day_and_month(day, language),
        "at": {language: format_skeleton("MMMd", day, locale=language)},
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
