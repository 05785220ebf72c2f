"""Hold the role names that badges print, in the four languages. They name a task, and so fit everybody."""

from collections.abc import Mapping

from checkin.core.course import Role
from checkin.core.text import in_language

ROLES = {
    "es": ("Participante", "Disertante", "Organización", "Observación", "Personal de apoyo"),
    "pt": ("Participante", "Palestrante", "Organização", "Observação", "Equipe de apoio"),
    "en": ("Participant", "Speaker", "Organizer", "Observer", "Staff"),
    "fr": ("Participant(e)", "Intervenant(e)", "Organisation", "Observation", "Équipe"),
}


def role_word(role: Role, language: str, own: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the name of a role as a badge prints it. A course's ``own`` word overrides."""
    return in_language((own or {}).get(role.value, {}), language) or ROLES[language][list(Role).index(role)]
