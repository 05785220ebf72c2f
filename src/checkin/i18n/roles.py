"""Recognise role words in Spanish, Portuguese, English and French. Pure.

Words are compared in the form of :func:`checkin.core.text.lookup_key`, so accents and case need no entries.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from checkin.core.course import Role
from checkin.core.text import lookup_key, meanings

_ROLES = meanings(
    {
        Role.PARTICIPANT: "participant|attendee|delegate|student|trainee|fellow|learner|registrant|participante"
        "|asistente|cursante|alumno|alumna|estudiante|becario|becaria|delegado|delegada|aluno|aluna|cursista|inscrito"
        "|inscrita|delegue|deleguee|becado|becada|bolsista|boursier|boursiere|scholarship holder|stagiaire|etudiant"
        "|etudiante|participante del curso",
        Role.SPEAKER: "speaker|lecturer|panelist|panellist|presenter|trainer|instructor|facilitator|moderator|teacher"
        "|professor|keynote|keynote speaker|disertante|ponente|expositor|expositora|conferencista|conferenciante"
        "|orador|oradora|panelista|docente|profesor|profesora|instructora|facilitador|facilitadora|moderador"
        "|moderadora|relator|relatora|tallerista|capacitador|capacitadora|palestrante|professora|ministrante"
        "|debatedor|debatedora|intervenant|intervenante|conferencier|conferenciere|orateur|oratrice|formateur"
        "|formatrice|animateur|animatrice|enseignant|enseignante|moderateur|moderatrice"
        "|tutor|tutora|experto|experta|expert|experte|palestrista|rapporteur|rapporteuse|encadrant|encadrante"
        "|docente invitado"
        "|docente invitada|guest speaker|keynote lecturer",
        Role.ORGANIZER: "organizer|organiser|organization|organisation|coordinator|director|host|organizador"
        "|organizadora|organizacion|coordinador|coordinadora|coordinacion|directora|anfitrion|anfitriona|organizacao"
        "|coordenador|coordenadora|coordenacao|diretor|diretora|organisateur|organisatrice|coordinateur|coordinatrice"
        "|coordonnateur|coordonnatrice|directeur|directrice",
        Role.OBSERVER: "observer|guest|press|media|visitor|observador|observadora|invitado|invitada|prensa|visitante"
        "|convidado|convidada|imprensa|ouvinte|oyente|observateur|observatrice|invite|invitee|presse|visiteur"
        "|autoridad|autoridade|autoridades|authority|autorite|invitado especial|invitada especial|convidado especial"
        "|convidada especial"
        "|special guest|invite special|invitee speciale|vip",
        Role.STAFF: "staff|crew|team|support|volunteer|secretariat|personal|equipo|apoyo|voluntario|voluntaria"
        "|acreditaciones|secretaria|soporte|logistica|equipe|apoio|pessoal|personnel|benevole|logistique|interpreter"
        "|interprete|accueil|monitor|monitora|traductor|traductora|tradutor|tradutora|translator|traducteur"
        "|traductrice|seguridad"
        "|seguranca|security|securite|tecnico|tecnica|equipo tecnico|equipe tecnica|equipe technique|technical team"
        "|apoyo logistico|apoio logistico|apoyo tecnico|personal de apoyo|equipe de apoio|support technique",
    }
)
# Beginnings of words that mean a role wherever they stand. "Director" is none: most people direct something.
_WITHIN = {
    Role.SPEAKER: "speaker|ponente|disertante|expositor|conferenc|palestrant|intervenant|panelist|orador",
    Role.ORGANIZER: "organizador|organiser|organizer|organisat",
    Role.OBSERVER: "observ",
    Role.STAFF: "staff|voluntari|volunteer|benevol",
    Role.PARTICIPANT: "participant|asistente|attendee",
}


# The same, but only in a column that says role: as the name of a group or a ticket they may mean another thing.
_WITHIN_ROLES = {
    Role.SPEAKER: "docente|tutor|expert|rapporteur|encadrant|professor|profesor|facilitad|moderad",
    Role.ORGANIZER: "coordinador|coordenador|coordinat",
    Role.STAFF: "apoyo|apoio|logistic|tecnic|seguridad|seguranca|traduc|tradut|interpret|monitor",
    Role.OBSERVER: "invitad|convidad|autorid",
    Role.PARTICIPANT: "becad|bolsist|cursante|alumn|estudiant|delegad",
}


# Roles that are a position or a group in other lists.
_WEAK = re.compile(
    r"\b(?:director|directora|diretor|diretora|directeur|directrice|host|tecnic[oa]|autoridad\w*|autoridades?"
    r"|authorit\w+|autorites?|expert[oae]?|monitor|monitora|tutor|tutora|secretari\w*|personal|pessoal|personnel|team"
    r"|equipos?|equipes?|support|soporte|security|seguridad|seguranca|securite|coordinador|coordinadora|coordenador"
    r"|coordenadora|coordinator|coordinateur|coordinatrice|coordonnateur|coordonnatrice|professor|profesor|profesora"
    r"|professora|teacher|traductor|traductora|tradutor|tradutora|translator|traducteur|traductrice|interpret\w*"
    r"|press|presse|prensa|imprensa|media|logist\w+)s?\b"
)


def is_rank(text: str) -> bool:
    """Return True for ``VIP``: it says how a person is received, not whether they take the course."""
    return "vip" in lookup_key(text).split()


def is_weak_role(text: str) -> bool:
    """Return True for a role word that is also a position or a group: ``Director``, ``Técnico``."""
    return certain_role(text) is None and bool(_WEAK.search(lookup_key(text)))


@lru_cache(maxsize=1000)
def role_in_column(text: str) -> Role | None:
    """Return the role of a cell in a column that says role; None if no word of it is known."""
    return role_of(text) or _first(_WITHIN_ROLES, lookup_key(text))


@lru_cache(maxsize=1000)
def role_of(text: str) -> Role | None:
    """Return the role that a word means, or that is named in a longer text; None if there is none.

    ``Ponentes`` and ``organizador/a`` are roles, and so are ``Ponente internacional`` and ``Speaker ticket``.
    """
    return exact_role(text) or _first(_WITHIN, lookup_key(text))


def exact_role(text: str) -> Role | None:
    """Return the role whose name is the whole text, also in the plural; None for a longer text."""
    word = lookup_key(text)
    for candidate in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix(" a")):
        if candidate in _ROLES:
            return Role(_ROLES[candidate])
    return None


@lru_cache(maxsize=1000)
def certain_role(text: str) -> Role | None:
    """Return the role of a word that is no position either, such as ``Disertante``; None for ``Docente``."""
    found = role_of(text)
    return found if found is not None and _first(_WITHIN, lookup_key(text)) is found else None


def names_two_roles(text: str) -> bool:
    """Return True if a text names two roles: ``Participante - Ponente``."""
    word = lookup_key(text)
    within = {role for role, beginnings in _WITHIN.items() if re.search(rf"\b(?:{beginnings})", word)}
    return len(within | {Role(_ROLES[part]) for part in word.split() if part in _ROLES}) > 1


def _first(within: Mapping[Role, str], word: str) -> Role | None:
    return next((role for role, beginnings in within.items() if re.search(rf"\b(?:{beginnings})", word)), None)
