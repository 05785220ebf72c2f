"""Recognise breaks in a programme by their words, in four languages. Pure."""

import re
from collections.abc import Iterable

from checkin.core.errors import Notice
from checkin.core.text import listed, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted

_BREAKS = frozenset(
    listed(
        "break|breaks|coffee|lunch|dinner|tea|pausa|receso|intervalo|cafe|almuerzo|refrigerio|cena|merienda|desayuno"
        "|almoco|jantar|lanche|recreio|recreo|pause|dejeuner|diner|repas|coffeebreak|cafecito|descanso|brunch|breakfast"
        "|snack|snacks|refreshments|gouter|collation|entracte|interval"
    )
)
_FILLERS = frozenset(
    listed(
        "libre|free|livre|de|del|la|el|para|o|a|do|da|du|y|e|et|and|the|time|hora|morning|afternoon|manana|tarde|manha"
        "|matin|apres|midi|short|long|corta|larga|corto|largo|com|con|en|no|for|room|buffet|network|networking|1|2|3|4"
        "|i|ii|pequeno|petit|cafes|by|own|on|your"
    )
)
# The whole title: nothing takes place.
_FREE = frozenset(
    listed(
        "libre|free|livre|tiempo libre|horario libre|tarde libre|manana libre|noche libre|dia libre|free time|free day"
        "|free afternoon|free morning|free evening|temps libre|apres midi libre|matinee libre|soiree libre"
        "|journee libre|tempo livre|horario livre|tarde livre|manha livre|noite livre|dia livre"
    )
)
# What takes place, and may count or not.
_DOUBTFUL = frozenset(
    listed(
        "acreditacion|acreditaciones|registro|registration|inscripcion|inscripciones|credenciamento|inscricao|inscricoes"
        "|accueil|accreditation|foto|fotos|fotografia|photo|photos|gala|coctel|cocktail|coquetel|brindis|banquete|banquet"
        "|recepcion|recepcao|reception|traslado|traslados|transfer|excursion|excursao|paseo|tour|fiesta|festa|fete|party"
        "|networking|reserva|reservas|reserve|visita|visitas|visite|visit"
    )
)
# At the beginning of a title: ``Transfer to the hotel``, ``Hotel check-in``; not *Transfer of sentenced persons*.
_JOURNEY = re.compile(
    r"(?:(?:bus|airport|hotel|onibus|autobus|micro) )?"
    r"(?:transfer(?:t?s?)(?=$| (?:to|from|by|al?|para|ao|vers|au|aux|en|em) )"
    r"|shuttles?|traslados?|translados?|navettes?)\b"
    r"|(?:hotel )?check (?:in|out)\b"
    r"|(?:departures?|arrivals?|salidas?|llegadas?|partidas?|saidas?|chegadas?|departs?|arrivees?)"
    r"(?: (?:of|for|to|from|the|del?|la|las|los|el|al?|hacia|para|d[aeo]s?|ao?|o|des|du|pour|vers|l|aux?"
    r"|participantes?|participants?|delegaciones|delegacoes|delegations?|hotel|airport|aeropuerto|aeroporto|aeroport))*$"
)
# As the first word of a title: ``Almuerzo de trabajo con la OIM``, ``Visita guiada a la ciudad``.
_DOUBTFUL_FIRST = frozenset(
    listed(
        "almuerzo|cena|desayuno|merienda|lunch|dinner|breakfast|dejeuner|diner|almoco|jantar|traslado|traslados"
        "|visita|visitas|visite|visit|excursion|excursao|paseo|passeio|coctel|cocktail|coquetel"
    )
)
_BESIDE = frozenset(
    listed(
        "oficial|official|officielle|grupal|grupo|group|groupe|familia|family|famille|trabajo|work|working|travail|trabalho"
        "|participantes|participants|bienvenida|welcome|bienvenue|despedida|farewell|clausura|cierre|closing|honor|honra"
        "|honneur|vino|vinho|vin|wine|ciudad|cidade|city|cultural|social|d|l|des|les|los|las|os|as|of|delegaciones"
    )
)
_OPTIONAL = re.compile(
    r"(?:optional|opcional|optativ[ao]|facultati[fv][aeo]?|optionnel(?:le)?|volunt\w+|elective|electiv[ao]|eletiv[ao])s?"
)


def is_break(kind: str, title: str) -> bool:
    """Return True if the kind or the whole title of a session is made of words for a break."""
    return _made_of_breaks(kind) or _made_of_breaks(title) or lookup_key(title) in _FREE


def may_not_count(kind: str, title: str) -> bool:
    """Return True for what may be no session of the course: ``Foto oficial``, ``Cena de gala``, the kind *Optional*.

    So is a title without a letter, and one that calls itself optional.
    """
    words = lookup_key(title.replace("-", " ")).split()
    known = _BREAKS | _FILLERS | _DOUBTFUL | _BESIDE
    is_aside = any(word in _BREAKS or word in _DOUBTFUL for word in words) and all(word in known for word in words)
    is_optional = _OPTIONAL.fullmatch(lookup_key(kind)) or (words and _OPTIONAL.fullmatch(words[-1]))
    if is_aside or is_optional or not any(map(str.isalpha, title)) or words[0] in _DOUBTFUL_FIRST:
        return True
    return bool(_JOURNEY.match(" ".join(words)))


def _made_of_breaks(text: str) -> bool:
    words = lookup_key(text.replace("-", " ").replace("_", " ")).split()
    return any(word in _BREAKS for word in words) and all(word in _BREAKS or word in _FILLERS for word in words)


def breaks_notice(file: str, titles: Iterable[str], sheet: str = "") -> list[Notice]:
    """Return one sentence about the breaks of a file and how to count them after all; none without breaks."""
    named = [quoted(title) for title in titles]
    if not named:
        return []
    reason = sentence(
        "breaks, not counted: {titles}; write yes in a column 'counts' for one that counts", titles=names_of(named)
    )
    return [Notice(file, 0, "", reason, sheet=sheet)]
