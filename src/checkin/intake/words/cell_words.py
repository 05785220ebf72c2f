"""Recognise words of cells in Spanish, Portuguese, English and French: statuses, languages, months.

Pure. Words are compared as :func:`checkin.intake.readers.cells.key` makes them, so accents and case need no entries.
"""

from collections.abc import Mapping
from functools import lru_cache

from checkin.core.text import listed, lookup_key, meanings

_WITHDRAWN = frozenset(
    listed(
        "withdrawn|withdrew|cancelled|canceled|rejected|declined|refused|deleted|not attending|refunded|transferred"
        "|expired|void|no|non|nao|inactive|removed|refunded canceled|canceled paid fee|baja|dado de baja|dada de baja"
        "|de baja"
        "|cancelado|cancelada|cancelo|anulado|anulada|rechazado|rechazada|retirado|retirada|renuncio|desistio"
        "|excluido|excluida|no asiste|no asistira|no participa|reembolsado|eliminado|eliminada|caducado|vencido"
        "|inactivo|inactiva|desistente|desistiu|desistencia|recusado|recusada|rejeitado|rejeitada|nao comparecera"
        "|nao participa|inativo|removido|removida|expirado|annule|annulee|retire|retiree|desiste|desistement|refuse"
        "|refusee|rejete|rejetee|supprime|supprimee|rembourse|remboursee|ne participe pas|expire|inactif"
    )
)
_TAKING_PART = frozenset(
    listed(
        "active|attending|confirmed|complete|completed|registered|accepted|approved|paid|pending|unpaid|free"
        "|checked in|awaiting approval|awaiting payment|valid|yes|ok|invited|new|manual|offline|placed"
        "|partially refunded|activo|activa|confirmado|confirmada|completo|completado|inscripto|inscripta|inscrito"
        "|inscrita|aceptado|aceptada|aprobado|aprobada|pagado|pagada|pendiente|asiste|asistira|participa|si|alta"
        "|registrado|registrada|ativo|ativa|confirmada|concluido|aceito|aceita|aprovado|aprovada|pago|paga|pendente"
        "|sim|actif|active|confirme|confirmee|inscrit|inscrite|accepte|acceptee|approuve|approuvee|paye|payee"
        "|en attente|oui|termine|present|presente"
    )
)
_YES = frozenset(listed("yes|y|true|t|1|x|si|s|sim|oui|o|vrai|verdadero|verdadeiro|v|ok")) | set("✓✔☑✅")
_NO = frozenset(listed("no|n|false|f|0|nao|non|faux|falso")) | set("-✗✘☐❌")

_LANGUAGES = meanings(
    {
        "es": "es|spa|spanish|espanol|castellano|espanhol|espagnol|castellan",
        "pt": "pt|por|portuguese|portugues|portugais",
        "en": "en|eng|english|ingles|anglais",
        "fr": "fr|fra|fre|french|frances|francais",
    }
)
_MONTHS = (
    "january|jan|enero|ene|janeiro|janvier|janv",
    "february|feb|febrero|fevereiro|fev|fevrier|fevr",
    "march|mar|marzo|marco|mars",
    "april|apr|abril|abr|avril|avr",
    "may|mayo|maio|mai",
    "june|jun|junio|junho|juin",
    "july|jul|julio|julho|juillet|juil",
    "august|aug|agosto|ago|aout",
    "september|sep|sept|septiembre|setiembre|set|setembro|septembre",
    "october|oct|octubre|outubro|out|octobre",
    "november|nov|noviembre|novembro|novembre",
    "december|dec|diciembre|dic|dezembro|dez|decembre",
)
MONTHS: Mapping[str, int] = {
    word: number for number, names in enumerate(_MONTHS, 1) for word in names.split("|")
}  # folded, as key() gives them

_WEEKDAYS = (
    "lunes|lun|segunda|seg|lundi|monday|mon",
    "martes|mar|terca|ter|mardi|tuesday|tue|tues",
    "miercoles|mie|mier|quarta|qua|mercredi|mer|wednesday|wed",
    "jueves|jue|quinta|qui|jeudi|jeu|thursday|thu|thur|thurs",
    "viernes|vie|sexta|sex|vendredi|ven|friday|fri",
    "sabado|sab|samedi|sam|saturday|sat",
    "domingo|dom|dimanche|dim|sunday|sun",
)
WEEKDAYS: Mapping[str, int] = {word: number for number, names in enumerate(_WEEKDAYS) for word in names.split("|")}


@lru_cache(maxsize=1000)
def withdrawn(text: str) -> bool | None:
    """Return True if a status says that a person does not take part; None if the word is not known."""
    word = lookup_key(text)
    if word in _WITHDRAWN or word.startswith(("cancel", "annul", "anulad")):
        return True
    return False if word in _TAKING_PART else None


def yes(text: str) -> bool | None:
    """Return True if a word means yes, False if it means no, else None."""
    word = text.strip() if text.strip() in _YES | _NO else lookup_key(text)
    return True if word in _YES else False if word in _NO else None


@lru_cache(maxsize=1000)
def language(text: str) -> str:
    """Return the language that a word or a code names (``español``, ``pt-BR``); empty if unknown."""
    word = lookup_key(text)
    return _LANGUAGES.get(word) or _LANGUAGES.get(word.split(" ")[0], "")


def languages(text: str) -> set[str]:
    """Return all languages that a text names: two for ``English/French``."""
    return {_LANGUAGES[word] for word in lookup_key(text).split() if len(word) > 1 and word in _LANGUAGES}
