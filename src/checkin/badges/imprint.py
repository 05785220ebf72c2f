"""Compute a short hash of what a badge shows, to find the badges that have to be printed again."""

import json
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from checkin.badges.design import Design
from checkin.core.course import LOCAL_TEXTS, Course, Participant
from checkin.system.file_names import stored_path

_SIZE = 8


def is_printed(imprint: str | None, person: Participant, look: str) -> bool:
    """Return True if the last print of a badge shows what it would show now.

    ``imprint`` is that of the last print: None if there was none, empty if it was not recorded. Earlier versions
    recorded the person's part alone.
    """
    own = badge_content_hash(person)
    return imprint is not None and imprint in ("", own, f"{own}-{look}")


def imprint_of(person: Participant, look: str) -> str:
    """Return the hash that is recorded with a print: that of the person and that of the look."""
    return f"{badge_content_hash(person)}-{look}"


def badge_content_hash(person: Participant) -> str:
    """Return a short hash of a person's facts on a badge."""
    facts = (
        person.name,
        person.given_names,
        person.family_names,
        person.institution,
        person.position,
        person.country,
        person.role.value,
        person.groups,
        person.code,
        person.photo,
        sorted(person.facts.items()),
    )
    return blake2b(json.dumps(facts, ensure_ascii=False).encode(), digest_size=_SIZE).hexdigest()


def look_hash(course: Course, design: Design, folder: Path, language: str = "", country: str = "") -> str:
    """Return a short hash of what badges of a design share: the course's facts, the pictures, the design.

    ``language`` is that of the badge, ``country`` the course's own name of a person's country.
    """
    facts = [
        course.title,
        course.edition,
        course.organizer,
        course.place,
        course.language,
        course.badges.look,
        design.name,
    ]
    # What a course does not use is not counted: badges of earlier versions stay printed.
    local = [course.text(key, language) for key in LOCAL_TEXTS] if language not in ("", course.language) else []
    facts += [text for text in (course.short_title, country, *local) if text]
    hashed = blake2b(repr([*facts, course.starts, course.ends]).encode(), digest_size=_SIZE)
    files = [stored_path(folder / name) for name in (course.logo, course.badges.background) if name]
    if not design.folder.is_relative_to(str(resources.files("checkin"))):
        files += sorted(path for path in design.folder.rglob("*"))
    for file in files:
        if file.is_file() and not file.is_symlink():
            hashed.update(file.read_bytes())
    return hashed.hexdigest()
