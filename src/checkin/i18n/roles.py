"""Recognise role words in Spanish, Portuguese, English and French. Pure.

Words are compared in the form of :func:`checkin.core.text.lookup_key`, so accents and case need no entries.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from checkin.core.course import Role
from checkin.core.text import listed, lookup_key


def _table(words: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, written in words.items() for word in listed(written)}


_ROLES = _table(
    {
        Role.PARTICIPANT: "participant|attendee|delegate|student|trainee|fellow|learner|registrant|participante"
        "|asistente|cursante|alumno|alumna|estudiante|becario|becaria|delegado|delegada|aluno|aluna|cursista|inscrito"
        "|inscrita|delegue|deleguee|stagiaire|etudiant|etudiante|participante del curso",
        Role.SPEAKER: "speaker|lecturer|panelist|panellist|presenter|trainer|instructor|facilitator|moderator|teacher"
        "|professor|keynote|keynote speaker|disertante|ponente|expositor|expositora|conferencista|conferenciante"
        "|orador|oradora|panelista|docente|profesor|profesora|instructora|facilitador|facilitadora|moderador"
        "|moderadora|relator|relatora|tallerista|capacitador|capacitadora|palestrante|professora|ministrante"
        "|debatedor|debatedora|intervenant|intervenante|conferencier|conferenciere|orateur|oratrice|formateur"
        "|formatrice|animateur|animatrice|enseignant|enseignante|moderateur|moderatrice",
        Role.ORGANIZER: "organizer|organiser|organization|organisation|coordinator|director|host|organizador"
        "|organizadora|organizacion|coordinador|coordinadora|coordinacion|directora|anfitrion|anfitriona|organizacao"
        "|coordenador|coordenadora|coordenacao|diretor|diretora|organisateur|organisatrice|coordinateur|coordinatrice"
        "|coordonnateur|coordonnatrice|directeur|directrice",
        Role.OBSERVER: "observer|guest|press|media|visitor|observador|observadora|invitado|invitada|prensa|visitante"
        "|convidado|convidada|imprensa|ouvinte|oyente|observateur|observatrice|invite|invitee|presse|visiteur",
        Role.STAFF: "staff|crew|team|support|volunteer|secretariat|personal|equipo|apoyo|voluntario|voluntaria"
        "|acreditaciones|secretaria|soporte|logistica|equipe|apoio|pessoal|personnel|benevole|logistique|interpreter"
        "|interprete|accueil",
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


@lru_cache(maxsize=1000)
def role(text: str) -> Role | None:
    """Return the role that a word means, or that is named in a longer text; None if there is none.

    ``Ponentes`` and ``organizador/a`` are roles, and so are ``Ponente internacional`` and ``Speaker ticket``.
    """
    word = lookup_key(text)
    for candidate in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix(" a")):
        if candidate in _ROLES:
            return Role(_ROLES[candidate])
    return next((role for role, beginnings in _WITHIN.items() if re.search(rf"\b(?:{beginnings})", word)), None)
