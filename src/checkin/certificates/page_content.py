"""Put together what a certificate prints, as texts and names of pictures: it is kept in the record with the entry."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from checkin.certificates.credited_sessions import Credit
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.wording import certificate_words, hours_in_words, hours_line
from checkin.core.course import Course, Participant, Role
from checkin.core.shown_columns import DOCUMENT, DOCUMENTS, FIELDS
from checkin.core.text import clean, in_language, lookup_key, one_line
from checkin.i18n.cldr import dates, long_date, printed_country
from checkin.i18n.conjunctions import fitted
from checkin.i18n.role_labels import own_role_word
from checkin.i18n.roles import role_of

PageContent = dict[str, Any]
# The key of the background among the prepared pictures: the same file may be a crest too.
BACKGROUND = "[certificate] background"
# Raise this number whenever a shipped design changes: duplicates of earlier certificates then say so.
LAYOUT = 1


def page_content(
    course: Course, person: Participant, facts: CertificateFacts, credited: Credit, pictures: Mapping[str, str]
) -> PageContent:
    """Return everything that a certificate prints but its sessions and its QR code.

    ``pictures`` has the name under which each picture of the course is kept.
    """
    style, language = course.certificate, facts.language
    own = style.words.get(language, {})
    fields = _fields(course, person, facts)
    words = {key: fitted(text, fields, language) for key, text in {**certificate_words(language), **own}.items()}
    return {
        "design": style.design,
        "language": language,
        "name": facts.name,
        "country": fields["country"],
        "details": _details(course, person),
        "title": clean(f"{facts.edition} {facts.title}"),
        "organizer": facts.organizer,
        "resolution": fields["resolution"],
        "colour": style.colour,
        "font": style.font,
        "paper": course.paper,
        "layout": LAYOUT,
        "back": style.back,
        "address": style.verify_url,
        "contact": _filled(words["contact"], fields) if fields["contact"] else "",
        "logos": [pictures[name] for name in (style.logos or (course.logo,)) if name],
        "background": pictures.get(BACKGROUND, ""),
        "signers": _signers(course, language, pictures),
        "words": {
            "certificate": _filled(_heading(course, facts, own), fields),
            "did": _filled(_did(course, person, words), fields),
            "hours": _hours(own, credited, facts, fields),
            **_sentences(words, fields, closing=bool(facts.place) or "closing" in own),
        },
    }


def _signers(course: Course, language: str, pictures: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "name": clean(one.name),
            "post": clean(in_language(one.post, language, course.language)),
            "picture": pictures[one.picture] if one.picture else "",
        }
        for one in course.certificate.all_signers
    ]


def _sentences(words: Mapping[str, str], fields: Mapping[str, str], *, closing: bool) -> dict[str, str]:
    return {
        "certified": _filled(words["opening"], fields),
        "held": _held(words["held"], fields),
        "number": _filled(words["number"], fields),
        "issued": _filled(words["closing" if closing else "issued"], fields),
        "check": _filled(words["check"], fields),
        **{key: words[key] for key in ("duplicate", "programme", "minutes")},
    }


def _fields(course: Course, person: Participant, facts: CertificateFacts) -> dict[str, str]:
    """Return the values of the fields that texts may name."""
    style, language = course.certificate, facts.language
    starts, ends = (date.fromisoformat(day) if day else None for day in (facts.starts, facts.ends))
    own = {name: _fact(person, name).partition("\0")[2] for name in style.show}
    return {
        **own,
        "name": facts.name,
        "country": printed_country(course, facts.country, language),
        "institution": clean(person.institution),
        "position": clean(person.position),
        "document": _fact(person, "document").partition("\0")[2],
        "role": _in_sentence(own_role_word(person.facts, style.role_column)),
        "title": facts.title,
        "edition": facts.edition,
        "organizer": facts.organizer,
        "place": facts.place,
        "dates": dates(starts, ends, language, in_sentence=True),
        "date": long_date(date.fromisoformat(facts.issued_on), language),
        "hours": hours_in_words(facts.hours, language) if facts.hours else "",
        "number": facts.number,
        "resolution": clean(in_language(style.resolution, language, course.language)),
        "contact": _without_scheme(style.verify_url) or clean(course.contact),
    }


def _heading(course: Course, facts: CertificateFacts, own: Mapping[str, str]) -> str:
    default = certificate_words(facts.language)
    if facts.role == Role.SPEAKER:
        return own.get("heading_speaker") or own.get("heading") or default["heading_speaker"]
    if facts.role != Role.PARTICIPANT:
        return own.get("heading_other") or own.get("heading") or default["heading_other"]
    approval = course.certificate.certifies == "approval"
    return own.get("heading") or default["heading_approval" if approval else "heading"]


def _did(course: Course, person: Participant, words: Mapping[str, str]) -> str:
    """Return what the certificate says that the person did. A person's own word for the role goes first."""
    own = own_role_word(person.facts, course.certificate.role_column)
    if own and (person.role is not Role.PARTICIPANT or role_of(own) is not Role.PARTICIPANT):
        return words["own_role"]
    if person.role is Role.PARTICIPANT and course.certificate.certifies == "approval":
        return words["approved"]
    return words[person.role.value]


def _in_sentence(role: str) -> str:
    """Return a person's word for the role as a sentence has it: ``Observadora`` is no name."""
    return role[:1].lower() + role[1:] if role_of(role) and not role.isupper() else role


def _details(course: Course, person: Participant) -> list[str]:
    """Return the facts of a person that the course prints under the name."""
    found = []
    for name in course.certificate.show:
        heading, _, value = _fact(person, name).partition("\0")
        if value:
            found.append(f"{heading} {value}" if name == DOCUMENT else f"{heading}: {value}" if heading else value)
    return found


def _fact(person: Participant, name: str) -> str:
    """Return the heading and the value of a fact, with a zero character between; the heading may be empty."""
    if name in FIELDS:
        return f"\0{clean(getattr(person, name))}"
    if name == DOCUMENT:
        known = (key for key in person.facts if lookup_key(key) in DOCUMENTS)
        name = next(known, "")
    return f"{clean(name)}\0{clean(person.facts.get(name, ''))}"


def _hours(own: Mapping[str, str], credited: Credit, facts: CertificateFacts, fields: Mapping[str, str]) -> str:
    if "hours" in own and facts.hours:
        return _filled(own["hours"], fields)
    return hours_line(
        credited.sessions, facts.hours, credited.hours_of, certificate_words(facts.language), facts.language
    )


def _held(template: str, fields: Mapping[str, str]) -> str:
    """Return place and dates; only one of them where the other is missing."""
    place, held_on = fields["place"], fields["dates"]
    return _filled(template, fields) if place and held_on else place or held_on


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return one_line(template.format(**fields))


def _without_scheme(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")
