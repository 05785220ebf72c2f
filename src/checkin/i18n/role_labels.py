"""Name the roles as badges and the verification page show them. The names fit everybody: a task, or both forms."""

from collections.abc import Mapping

from checkin.core.course import Role
from checkin.core.text import clean, in_context, in_language
from checkin.i18n.translator import get_translator

_ROLES: Mapping[Role, str] = {
    Role.PARTICIPANT: in_context("badge", "Participant"),
    Role.SPEAKER: in_context("badge", "Speaker"),
    Role.ORGANIZER: in_context("badge", "Organizer"),
    Role.OBSERVER: in_context("badge", "Observer"),
    Role.STAFF: in_context("badge", "Staff"),
}


def own_role_word(facts: Mapping[str, str], column: str) -> str:
    """Return a person's own word for their role, from the column that a course names; empty without one."""
    return clean(facts.get(column, "")) if column else ""


def role_word(role: Role, language: str, own: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the name of a role as a badge shows it. A course's ``own`` word overrides."""
    return in_language((own or {}).get(role.value, {}), language) or get_translator(language)(_ROLES[role])
