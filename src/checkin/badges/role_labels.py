"""Hold the role names that badges print, in the four languages."""

from checkin.core.course import Role

ROLES = {
    "es": ("Participante", "Disertante", "Organización", "Observador", "Personal"),
    "pt": ("Participante", "Palestrante", "Organização", "Observador", "Equipe"),
    "en": ("Participant", "Speaker", "Organizer", "Observer", "Staff"),
    "fr": ("Participant", "Intervenant", "Organisation", "Observateur", "Équipe"),
}


def role_word(role: Role, language: str) -> str:
    """Return the name of a role as a badge prints it."""
    return ROLES[language][list(Role).index(role)]
