"""Compare the names of speakers in the programme with those of the list. Pure."""

from collections.abc import Sequence

from checkin.core.course import Participant, Role, Session
from checkin.core.text import TranslatableText, clean, fold, lookup_key, names_of, sentence

_MOST_NAMED = 5
_FEWEST = 2  # words that two names have in common


def unlike_speakers(people: Sequence[Participant], sessions: Sequence[Session]) -> list[TranslatableText]:
    """Name speakers of the programme who are written otherwise than on the list, each with the name on the list."""
    listed = [(person.name, set(lookup_key(person.name).split())) for person in people if person.role is Role.SPEAKER]
    known = {fold(person.name) for person in people}
    names = dict.fromkeys(name for session in sessions for name in session.speakers if fold(name) not in known)
    found = [f"{clean(name)} ({clean(near)})" for name in names if (near := _near(name, listed))]
    if not found:
        return []
    return [
        sentence(
            "The programme writes these speakers otherwise than the list, so their sessions are not known as theirs: "
            "{speakers}. Write them as in the list.",
            speakers=names_of(found, _MOST_NAMED),
        )
    ]


def _near(name: str, listed: Sequence[tuple[str, set[str]]]) -> str:
    """Return the person of the list whose words are all in the name, or have all of its words; empty for nobody."""
    words = set(lookup_key(name).split())
    for person, own in listed:
        common = words & own
        if len(common) >= _FEWEST and common in (words, own):
            return person
    return ""
