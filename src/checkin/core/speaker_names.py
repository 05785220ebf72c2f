"""Tell which people of the list the programme names as speakers, however it writes their names. Pure.

A name fits surely if it has the words of a listed name, in any order, without titles, brackets, institution and words
such as *Modera:*. A name that is only like a listed one fits nobody: it is named, never taken.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checkin.core.course import Participant, Role, Session
from checkin.core.similar_names import is_namesake, likeness
from checkin.core.text import TranslatableText, clean, listed, lookup_key, names_of, sentence

TITLE_WORDS = frozenset(
    listed(
        "dr|dra|drs|doctor|doctora|doutor|doutora|docteur|docteure|lic|licda|licdo|licenciado|licenciada|mg|mgter"
        "|mgtr|mag|magister|mestre|mestra|msc|ma|phd|prof|profa|professor|professora|profesor|profesora|ing|inga"
        "|ingeniero|ingeniera|arq|abog|abogado|abogada|adv|me|maitre|mtro|mtra|esp|cr|cra|cont|tec|bach|bel|sr|sra"
        "|srta|don|dona|m|mm|mme|mlle|mr|mrs|ms|miss|exmo|exma|excmo|excma|hon|rev|pbro"
    )
)
_FIRST_WORDS = TITLE_WORDS | frozenset(
    listed(
        "modera|moderador|moderadora|moderated|moderator|moderateur|moderatrice|moderacion|moderacao|mediador"
        "|mediadora|chair|chaired|preside|presidido|presenta|presentado|apresenta|presented|by|por|par"
    )
)
_LAST_WORDS = frozenset({"phd", "msc", "md", "llm", "esq"})
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_JOINED = re.compile(r"\s+(?:y|e|and|et|und)\s+|\s*[&/+]\s*", re.IGNORECASE)
_DASH = re.compile(r"\s[-\N{EN DASH}\N{EM DASH}|]\s")
_LEAST_WORDS = 2
_NEAR = 0.75
_MOST_NAMED = 8

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """One name of the programme, and the people of the list whom it surely names: speakers, else others."""

    text: str
    people: tuple[Participant, ...]


def names_person(text: str, name: str) -> bool:
    """Return True if a text of the programme surely names a person of this name, alone or with others."""
    keys = _keys_of_listed(name)
    return any(keys & _keys(part) for part in (text, *_parts(text)))


class SpeakerNames:
    """The names of the list, for looking up the speakers of a programme."""

    def __init__(self, people: Iterable[Participant]) -> None:
        self._by_key: dict[_Key, dict[str, Participant]] = {}
        self._speakers: list[Participant] = []
        for person in people:
            if person.role is Role.SPEAKER:
                self._speakers.append(person)
            for key in _keys_of_listed(person.name):
                self._by_key.setdefault(key, {})[person.id] = person

    def named(self, text: str) -> list[NamedSpeaker]:
        """Return the names in a text. Joined names are taken apart only if one of them is on the list."""
        parts = _parts(text)
        if not self._fitting(text) and any(map(self._fitting, parts)):
            return [NamedSpeaker(part, self._fitting(part)) for part in parts]
        return [NamedSpeaker(clean(text), self._fitting(text))]

    def nearest(self, text: str) -> Participant | None:
        """Return the listed speaker whose name is most like a text; None if none is like it."""
        bare = " ".join(_bare(text))
        near = [one for one in self._speakers if is_namesake(bare, one.name) or likeness(bare, one.name) >= _NEAR]
        return max(near, key=lambda one: likeness(bare, one.name), default=None)

    def doubts(self, programme: Sequence[Session]) -> list[TranslatableText]:
        """Name the speakers of the programme who fit nobody on the list, or several speakers of one name.

        A list without speakers is compared with nothing.
        """
        if not self._speakers:
            return []
        texts = (text for session in programme for text in session.speakers)
        named = {one.text: one.people for text in texts for one in self.named(text) if one.text}
        lost = {text: self.nearest(text) for text, people in named.items() if not people}
        near = [f"{text} ({clean(one.name)})" for text, one in lost.items() if one is not None]
        far = [text for text, one in lost.items() if one is None]
        double = [text for text, people in named.items() if len(people) > 1 and people[0].role is Role.SPEAKER]
        said = (
            sentence(
                "The programme writes these speakers otherwise than the list, so their sessions are not known as "
                "theirs: {speakers}. Write them as in the list.",
                speakers=names_of(near, _MOST_NAMED),
            ),
            sentence(
                "These speakers of the programme are nobody on the list, and no certificate counts their sessions: "
                "{names}.",
                names=names_of(far, _MOST_NAMED),
            ),
            sentence(
                "More than one speaker on the list has this name, and each is taken to give the sessions: {names}.",
                names=names_of(double, _MOST_NAMED),
            ),
        )
        return [text for text, names in zip(said, (near, far, double), strict=True) if names]

    def _fitting(self, text: str) -> tuple[Participant, ...]:
        people = {one.id: one for key in _keys(text) for one in self._by_key.get(key, {}).values()}
        speakers = [one for one in people.values() if one.role is Role.SPEAKER]
        return tuple(speakers or people.values())


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Return joined names; none where a part has one word only, as in *José Ortega y Gasset*."""
    found = tuple(filter(None, (clean(part).strip() for part in _JOINED.split(_BRACKETS.sub(" ", text)))))
    is_joined = len(found) > 1 and all(len(_bare(part)) >= _LEAST_WORDS for part in found)
    return found if is_joined else ()


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[_Key]:
    """Return the names that a text can be, each as its words in the order of the alphabet."""
    bare = _BRACKETS.sub(" ", text)
    said = bare.rpartition(":")[2]
    named = _DASH.split(said, maxsplit=1)[0]
    return _keys_of([text, *map(" ".join, map(_bare, (text, bare, named, named.partition(",")[0])))])


@lru_cache(maxsize=4096)
def _keys_of_listed(name: str) -> frozenset[_Key]:
    return _keys_of([name, " ".join(_bare(name))])


def _keys_of(readings: Sequence[str]) -> frozenset[_Key]:
    """Return the readings as keys. One word alone is a name only if the first reading, the whole text, is that word."""
    first, *others = map(_words, readings)
    return frozenset(tuple(sorted(key)) for key in (first, *(one for one in others if len(one) >= _LEAST_WORDS)) if key)


def _bare(text: str) -> list[str]:
    """Return the words of a name without brackets, and without titles and the like at its ends."""
    words = _words(_BRACKETS.sub(" ", text).rpartition(":")[2])
    while words and words[0] in _FIRST_WORDS:
        words = words[1:]
    while words and words[-1] in _LAST_WORDS:
        words = words[:-1]
    return words


def _words(text: str) -> list[str]:
    return lookup_key(clean(text)).split()
