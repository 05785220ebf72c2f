"""Filter and sort participants by an expression such as ``role=speaker``."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from checkin.core.codes import extract_letters
from checkin.core.course import Participant
from checkin.core.errors import NotFoundError
from checkin.core.group_names import share_a_group
from checkin.core.text import clean, fold, listed, lookup_key, sort_key
from checkin.i18n.cldr import country_name
from checkin.i18n.countries import country_code
from checkin.i18n.roles import role_of

Order = Literal["roster", "name", "country", "institution"]
# What may stand before the = in an expression, in the four languages.
_KEYS = {
    word: meant
    for meant, words in {
        "role": "role|rol|papel|funcao|funcion|qualite",
        "country": "country|pais|pays",
        "institution": "institution|institucion|instituicao|organisme|organismo",
        "group": "group|grupo|groupe|turma",
        "name": "name|nombre|nome|nom",
        "code": "code|codigo",
    }.items()
    for word in listed(words)
}


def sort_participants(people: Sequence[Participant], order: Order, language: str) -> list[Participant]:
    """Sort people in roster order, or by name, country (in a language) or institution."""
    place = partial(sort_key, language=language)
    keys: dict[str, Callable[[Participant], tuple[tuple[str, str], ...]]] = {
        "name": lambda person: (place(person.name),),
        "country": lambda person: (place(country_name(person.country, language)), place(person.name)),
        "institution": lambda person: (place(person.institution), place(person.name)),
    }
    return sorted(people, key=keys[order]) if order in keys else list(people)


def filter_participants(roster: Sequence[Participant], who: str) -> list[Participant]:
    """Return the people who match an expression, in roster order.

    ``role=speaker``, ``country=BR`` or ``country=Brasil``, ``institution=...``, ``group=A``, ``name=...``, several
    joined by ``,`` (all must fit); anything else is a code or part of a name. Empty is everybody. The words before
    the ``=`` and the roles are understood in the four languages. Raises :class:`NotFoundError` for another word.
    """
    tests = [_test(term) for term in who.split(",") if term.strip()]
    return [person for person in roster if all(test(person) for test in tests)]


def require_participants(roster: Sequence[Participant], who: str) -> list[Participant]:
    """Return the people who match an expression. Raises :class:`NotFoundError` if it matches nobody."""
    found = filter_participants(roster, who)
    if who and not found:
        raise NotFoundError("Nobody on the participant list fits {who}.", who=clean(who))
    return found


def _test(term: str) -> Callable[[Participant], bool]:
    before, equals, value = (part.strip() for part in term.partition("="))
    plain = fold(value)
    if not equals:
        words = fold(before)
        return lambda person: _has_code(person, before) or (bool(words) and words in fold(person.name))
    match _KEYS.get(lookup_key(before)):
        case "role":
            role = role_of(value)
            return lambda person: role is not None and person.role is role
        case "country":
            code = country_code(value)
            return lambda person: bool(code) and person.country == code
        case "institution":
            return lambda person: plain in fold(person.institution)
        case "group":
            return lambda person: share_a_group([value], person.groups)
        case "name":
            return lambda person: plain in fold(person.name)
        case "code":
            return lambda person: _has_code(person, value)
    raise NotFoundError(
        "{word} is not known here: before the = stands role, country, institution, group, name or code.", word=before
    )


def _has_code(person: Participant, text: str) -> bool:
    """Return True if a text is the person's badge code or own code of the list, in small or capital letters."""
    held = person.code, extract_letters(text)
    own = fold(person.own_code), fold(text)
    return any(one and one == other for one, other in (held, own))
