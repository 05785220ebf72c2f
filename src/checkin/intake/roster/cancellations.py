"""Recognise remarks and additions to a name that say that a person does not take part. Pure."""

import re
from collections.abc import Iterator

from checkin.core.text import lookup_key
from checkin.intake.readers.cells import tidy
from checkin.intake.readers.limits import LONGEST_NAME
from checkin.intake.tables.columns import Columns
from checkin.intake.words import cell_words
from checkin.intake.words.dates import read_written
from checkin.intake.words.status_words import Status, read_status

_BEGINNINGS = (
    r"cancel|anul|annul|baja|bajas|desist|renunci|withdr|not attending|not coming|will not attend|will not come"
    r"|does not attend|cannot attend|can t attend|cannot come|no asist|no viene|no vendra|no va a venir|no participa"
    r"|no va|se retira"
    r"|no puede asistir|no podra asistir|nao comparec|nao vem|nao vira|nao participa|nao podera|ne vient pas"
    r"|ne viendra pas|ne participe pas|ne participera pas|s est desist|retirad|declin"
    r"|no pud|no puede viajar|no podra viajar|unable to|dropped out|no longer|n a pas pu|nao pode viajar|nao pode vir"
    r"|reemplazad[oa]|remplazad[oa]|sustituid[oa]|l[oa] sustituye|l[oa] reemplaza|substituid[oa]|remplacee? par"
    r"|replaced"
    r"|no confirm|nao confirm|not confirmed|sin visa|sem visto|sans visa|without a visa|ausente|absent"
)
_SAYS_OUT = re.compile(rf"\b(?:{_BEGINNINGS})")
# What may be cancelled while the person comes.
_OTHER_THING = re.compile(
    r"\b(?:hotel|hospedaje|alojamiento|hebergement|vuelos?|flights?|voos?|vols?|pasajes?|traslados?|transfers?|cenas?"
    r"|almuerzos?|dinner|lunch|jantar|almoco|diner|dejeuner|visitas?|visites?|tour|excursion|excursao|reserva|booking"
    r"|reservation|factura|invoice|pago|payment|deuda|poliza|seguro|taller|workshop|atelier)\b"
)
_REMARKS = re.compile(
    r"\b(?:observ\w*|coment\w*|comment\w*|remark\w*|remarque\w*|obs|notas?|notes?|novedad\w*|aclaracion\w*|avisos?)\b"
)
_AFTER = re.compile(r"(?P<name>.*\w.*?)\s*(?:\s[-–—/|*]+\s*|:\s*|[(\[*]+\s*)(?P<word>[^()\[\]*]+?)\s*[)\]*]*")
_BEFORE = re.compile(r"[(\[*]*\s*(?P<word>[^()\[\]*:]+?)\s*(?:\s[-–—/|*]+\s*|:\s*|[)\]*]+\s*)(?P<name>.*\w.*)")
_LAST_WORD = re.compile(r"(?:baja|de baja|cancel\w+|anulad[oa]|annulee?|withdrawn|desistiu|desistio|retirad[oa])")
_LAST_WORDS = re.compile(
    r"(?:no (?:viene|asiste|asistira|va|vendra|participa|confirmo)|not (?:coming|attending)|nao (?:vem|vira|participa)"
    r"|ne (?:vient|participe|viendra) pas)"
)
_WORDS_OF_A_NAME = 2
_ANY_YEAR = 2000  # a leap year


def says_withdrawn(text: str) -> bool:
    """Return True if a text says that a person does not take part, as a status does: ``CANCELÓ``."""
    return may_say_withdrawn(text) and read_status(text) is Status.OUT


def may_say_withdrawn(text: str) -> bool:
    """Return True if a longer text has such words, such as ``Canceló por enfermedad``, and names no other thing."""
    word = lookup_key(text)
    return bool(_SAYS_OUT.search(word)) and not _OTHER_THING.search(word)


def has_left(text: str) -> bool | None:
    """Return what a cell under a heading of withdrawals says: a mark, a day or a word of it; None for another text."""
    if (answer := cell_words.yes(text)) is not None:
        return answer
    return True if is_day(text) or says_withdrawn(text) else None


def is_day(text: str) -> bool:
    """Return True if a text is a day, with or without its year and a time."""
    written = read_written(text, _ANY_YEAR)
    return written is not None and written.day is not None


def name_and_remark(written: str) -> tuple[str, str]:
    """Return the name and the remark of ``Luis Gil - BAJA`` or ``(CANCELADO) Luis Gil``; no remark if there is none."""
    for pattern in (_AFTER, _BEFORE):
        found = pattern.fullmatch(written) if len(written) <= LONGEST_NAME else None
        if found and says_withdrawn(found["word"]):
            return tidy(found["name"]).rstrip(" -–—,;/|*"), tidy(found["word"])
    return written, ""


def ends_like_remark(name: str) -> bool:
    """Return True if the end of a name may be such a remark: ``Luis Alberto Gil BAJA``, ``Eva Sol no viene``."""
    words = lookup_key(name).split()
    return len(words) > _WORDS_OF_A_NAME and any(
        pattern.fullmatch(" ".join(words[-count:]))
        for count, pattern in ((1, _LAST_WORD), (2, _LAST_WORDS), (3, _LAST_WORDS))
    )


def remark_places(columns: Columns) -> Iterator[int]:
    """Yield the columns with remarks: the note of the door, facts called so, and facts without a heading."""
    if (note := columns.fields.get("note")) is not None:
        yield note
    for place in columns.facts:
        heading = columns.headings[place]
        if not heading or (_REMARKS.search(lookup_key(heading)) and not _OTHER_THING.search(lookup_key(heading))):
            yield place
