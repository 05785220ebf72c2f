"""Titles of sessions in other languages, in columns like ``title_en``: course.toml holds them, by session. Pure.

The record keeps one title for each session. What a load names here can be pasted into course.toml as it is.
"""

import json
import re
from collections.abc import Mapping, Sequence

from checkin.core.course import Course
from checkin.core.errors import Notice, Topic
from checkin.core.text import clean, listed, lookup_key, names_of, sentence
from checkin.intake.programme.located_session import LocatedSession
from checkin.intake.tables.columns import Columns

_LANGUAGES = {
    word: language
    for language, words in {
        "en": "en|english|ingles|anglais",
        "es": "es|spanish|espanol|espanhol|espagnol|castellano",
        "pt": "pt|portuguese|portugues|portugais",
        "fr": "fr|french|frances|francais",
    }.items()
    for word in listed(words)
}
_TITLE = re.compile(
    rf"(?:title|titulo|titre|session|sesion|sessao|seance) (?:in |en |em )?({'|'.join(_LANGUAGES)})", re.ASCII
)
_BARE_KEY = re.compile("[A-Za-z0-9_-]+")


def title_languages(columns: Columns) -> dict[int, str]:
    """Return the language of each column that is not used and has titles in another language, by its place."""
    found = {place: _TITLE.fullmatch(lookup_key(heading)) for place, heading in columns.facts.items()}
    return {place: _LANGUAGES[match[1]] for place, match in found.items() if match}


def titles_notice(placed: Sequence[LocatedSession], course: Course) -> list[Notice]:
    """Return a notice with the lines of course.toml for the titles that it does not have yet."""
    lines, languages = [], dict[str, None]()
    first: LocatedSession | None = None
    for item in placed:
        known = course.session_titles.get(item.session.id, {})
        if new := {language: title for language, title in item.titles.items() if known.get(language) != title}:
            lines.append(_line(item.session.id, {**known, **new}))
            languages |= dict.fromkeys(new)
            first = first or item
    if first is None:
        return []
    reason = sentence(
        "titles of sessions in other languages ({languages}) are not taken from the list; course.toml holds them",
        languages=names_of(list(languages)),
    )
    return [Notice(first.file, 0, "", reason, topic=Topic.DOUBT, settle="\n".join(["[session_titles]", *lines]))]


def _line(session: str, titles: Mapping[str, str]) -> str:
    key = session if _BARE_KEY.fullmatch(session) else json.dumps(session)
    said = (
        f"{language} = {json.dumps(clean(title), ensure_ascii=False)}" for language, title in titles.items() if language
    )
    return f"{key} = {{ {', '.join(said)} }}"
