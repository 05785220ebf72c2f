"""Name the files that checkin writes for people, in the language of the course.

The folders of a course (``badges``, ``certificates``, ``exports``) have the same names in every language.
"""

from collections.abc import Mapping

# Spanish, Portuguese and French; the key is the English name.
_NAMES: Mapping[str, tuple[str, str, str]] = {
    "archive": ("archivo", "arquivo", "archives"),
    "attendance": ("asistencia", "frequencia", "presences"),
    "badges": ("credenciales", "crachas", "badges"),
    "certificate": ("certificado", "certificado", "certificat"),
    "certificates": ("certificados", "certificados", "certificats"),
    "code": ("codigo", "codigo", "code"),
    "day": ("dia", "dia", "jour"),
    "delivery": ("entrega", "entrega", "remise"),
    "door-guide": ("guia-de-la-puerta", "guia-da-porta", "guide-de-l-entree"),
    "duplicate": ("duplicado", "segunda-via", "duplicata"),
    "emergency": ("lista-de-emergencia", "lista-de-emergencia", "liste-d-urgence"),
    "mail-merge": ("combinar-correspondencia", "mala-direta", "publipostage"),
    "matrix": ("matriz", "matriz", "matrice"),
    "names-to-call": ("orden-de-llamado", "ordem-de-chamada", "ordre-d-appel"),
    "participants": ("participantes", "participantes", "participants"),
    "preview": ("vista-previa", "previa", "apercu"),
    "programme": ("programa", "programa", "programme"),
    "proof": ("revision-de-nombres", "conferencia-de-nomes", "verification-des-noms"),
    "register": ("registro-de-certificados", "registro-de-certificados", "registre-des-certificats"),
    "reminder": ("recordatorio", "lembrete", "rappel"),
    "report": ("informe", "relatorio", "rapport"),
    "roster": ("participantes", "participantes", "participants"),
    "scans": ("lecturas", "leituras", "lectures"),
    "sessions": ("sesiones", "sessoes", "seances"),
    "sign-in": ("lista-de-firmas", "lista-de-presenca", "emargement"),
    "sign-in-by-group": ("lista-de-firmas-por-grupo", "lista-de-presenca-por-grupo", "emargement-par-groupe"),
    "test": ("prueba", "teste", "test"),
    "text": ("carta", "carta", "lettre"),
    "void": ("sin-validez", "sem-validade", "sans-validite"),
}
_PLACES = {"es": 0, "pt": 1, "fr": 2}


def local_file_name(name: str, language: str) -> str:
    """Return the name of a file in a language, its extension unchanged; English names do not change."""
    stem, dot, ending = name.partition(".")
    if stem not in _NAMES or language not in _PLACES:
        return name
    return f"{_NAMES[stem][_PLACES[language]]}{dot}{ending}"
