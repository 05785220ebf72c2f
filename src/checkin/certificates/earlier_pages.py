"""Rebuild the page of a certificate from an older version that did not store the printed page."""

from collections.abc import Mapping
from datetime import date

from checkin.certificates.credited_sessions import CreditedSession, HoursOf
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.page_content import PageContent
from checkin.certificates.wording import EARLIER, certificate_words, hours_line
from checkin.core.course import Course
from checkin.core.text import clean
from checkin.i18n.cldr import country_name


def earlier_page_content(
    course: Course,
    facts: CertificateFacts,
    credited: tuple[tuple[CreditedSession, ...], HoursOf] | None,
    pictures: Mapping[str, str],
) -> PageContent:
    """Return what the certificate printed, with the signer and the pictures that the course has now."""
    style, language = course.certificate, facts.language
    return {
        "design": style.design,
        "language": language,
        "name": clean(facts.name),
        "country": country_name(facts.country, language),
        "details": [],
        "title": clean(f"{facts.edition} {facts.title}"),
        "organizer": clean(course.organizer),
        "resolution": "",
        "colour": "",
        "address": style.verify_url,
        "contact": "",
        "logos": [pictures[course.logo]] if course.logo else [],
        "signers": [
            {
                "name": clean(style.signed_by),
                "post": clean(style.signed_as),
                "picture": pictures[style.signature] if style.signature else "",
            }
        ],
        "words": _texts(facts, credited),
    }


def _texts(facts: CertificateFacts, credited: tuple[tuple[CreditedSession, ...], HoursOf] | None) -> dict[str, str]:
    """Return the sentences of the page, in the language of the certificate."""
    language = facts.language
    words = {**certificate_words(language), **EARLIER[language]}
    sessions, hours_of = credited or (None, HoursOf.EXPECTED)
    place, held_on = clean(facts.place), _dates(facts.starts, facts.ends, language)
    return {
        "certificate": words["heading"],
        "certified": words["opening"],
        "did": words[facts.role],
        "held": words["held"].format(place=place, dates=held_on) if place and held_on else place or held_on,
        "hours": hours_line(sessions, facts.hours, hours_of, words, language),
        "number": words["number"].format(number=facts.number),
        "issued": words["issued"].format(date=_dates(facts.issued_on, "", language)),
        **{key: words[key] for key in ("check", "duplicate", "programme", "minutes")},
    }


def _dates(first: str, last: str, language: str) -> str:
    """Return days as earlier versions wrote them: American in English, months shortened over the end of one."""
    from babel.dates import format_date, format_interval

    if not first:
        return ""
    starts = date.fromisoformat(first)
    ends = date.fromisoformat(last or first)
    if ends == starts:
        return str(format_date(starts, "long", locale=language))
    if (starts.year, starts.month) == (ends.year, ends.month):
        written = str(format_date(ends, "long", locale=language))
        return written.replace(str(ends.day), f"{starts.day}–{ends.day}", 1)
    return str(format_interval(starts, ends, "yMMMMd", locale=language))
