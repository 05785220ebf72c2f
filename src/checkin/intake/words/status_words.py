"""Decide from a status whether a person takes part: known words, and words by their parts, in four languages.

Pure. A text whose parts contradict each other, or that has an unknown part, is not decided here.
"""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from checkin.core.text import listed, lookup_key
from checkin.intake.words import cell_words


class Status(Enum):
    """What a status says about taking part."""

    IN = "registered"
    OPEN = "not confirmed"  # takes part, and is named
    OUT = "withdrawn"


_OUT = tuple(
    listed(
        "cancel|annul|anul|refund|void|reject|declin|waitlist|waitlisted|espera|suplente|desestim|chargeback|fail|timeout"
        "|noshow|withdr|baja|retir|renunci|desist|recus|rechaz|refus|rejet|rejeit|expir|caduc|reembols|rembours|elimin"
        "|delet|abandon|denied|deneg|negad|descart|absent|ausent|unregister|deregister|disqualif|removed|archived|blocked|estorn|suprim|supprim|indefer"
    )
)
_IN = tuple(
    listed(
        "confirm|accept|approv|assister|comparec|register|registrad|inscri|inscrit|acept|aceit|aprob|aprov|admit|admis|attend|going|asist"
        "|particip|paid|pagad|pago|paga|paye|active|activo|activa|ativo|ativa|actif|complet|valid|checked|selecc|selec"
        "|enrol|publish|present|success|exitos|acquired|deferid"
    )
)
# What is not done yet. A person who has not paid or not checked in can still come.
_DONE = ("paid", "pagad", "pago", "paga", "paye", "complet", "valid", "checked", "success")
_YES = frozenset(("true", "verdadero", "verdadeiro", "vrai"))
_NO = frozenset(("false", "falso", "faux"))
_OPEN = frozenset(
    listed(
        "pending|pendiente|pendente|awaiting|invited|invitado|invitada|convidado|convidada|unpaid|impago|impaga"
        "|unconfirmed|maybe|tentative|tentativo|provisional|provisorio|provisoria|preinscripto|preinscripta|preinscrito"
        "|preinscrita|preregistered|quiza|talvez|interested|interesado|interesada|draft|incomplete|incompleto"
        "|incompleta|hold|attente|offered|nouveau|nouvelle|inacheve"
    )
)
_NEGATIONS = frozenset(("no", "not", "nao", "non", "ne", "never", "sin", "sem", "t", "cannot", "unable", "n"))
_COMES = frozenset(
    ("come", "coming", "viene", "vendra", "vendre", "vem", "vira", "virei", "vient", "viendra", "viendrai")
)
_DOUBT = ("request", "solicit", "pedid", "demand", "reverted", "reactiv", "anulada la baja")
_FILLERS = frozenset(
    listed(
        "registration|attendee|by|organizer|organiser|the|on|list|de|la|en|lista|inscripcion|inscricao|inscription|out|in"
        "|approval|payment|transaction|user|participant|organizador|por|el|par|le|du|manually|status|pago|ticket|order"
        "|auto|automatically|host|guest|admin|pas|show|online|person|due|to|back|up|i|we|will|able|in|am|is|are|can"
        "|won|don|would|poderei|yes|si|sim|oui|podre|podra|puedo|puede|voy|va|vai|vou|ir|je|il|elle|serai|sera"
        "|vais|pourrai|pourra|curso|course|evento|event|cours|y|ai"
    )
)
_PHRASES: Mapping[str, Status] = {
    phrase: status
    for status, phrases in (
        (
            Status.OUT,
            "waiting list|wait list|wait listed|en lista de espera|lista de espera|liste d attente|sur liste d attente"
            "|no show|not going|no va|no viene|nao vai|n attend pas|not coming|does not attend|timed out|charged back"
            "|participacion cancelada|participacao cancelada|participation annulee|desligado|desligada"
            "|not attending|no asiste|no asistio|no asistira|unassigned|declined by host|on waitlist",
        ),
        (
            Status.OPEN,
            "sin confirmar|sem confirmar|no confirmado|no confirmada|nao confirmado|nao confirmada|not confirmed"
            "|no confirmados|no confirmadas|nao confirmados|nao confirmadas|non confirmes|non confirmees"
            "|non confirme|non confirmee|pending|pendiente|pendente|en attente|invited|unpaid|awaiting approval"
            "|awaiting payment|pending incomplete transaction|pending pay later|on hold|a confirmar"
            "|por confirmar|pago pendiente|pending approval|en attente du reglement|en attente de reglement"
            "|en attente du paiement|en attente de paiement|en attente de validation|demande d inscription enregistree"
            "|inscripcion solicitada|inscricao solicitada|to be confirmed|to be approved|tbc|a confirmer|pas confirme"
            "|pas confirmee|pas encore confirme|pas encore confirmee",
        ),
    )
    for phrase in listed(phrases)
}


@lru_cache(maxsize=1000)
def read_status(text: str) -> Status | None:
    """Return what a status says, or None if it is not known."""
    word = lookup_key(text.replace("_", " "))
    if word in _PHRASES:
        return _PHRASES[word]
    if word in _YES | _NO:
        return Status.IN if word in _YES else Status.OUT
    known = cell_words.withdrawn(text)
    tokens = _with_one_negation(word.split())
    if any(token.startswith(_DOUBT) for token in tokens):
        return None
    if known is not None and not (known and any(_meaning(token) is Status.IN for token in tokens[1:])):
        return Status.OUT if known else Status.IN
    return _by_parts(tokens)


def _with_one_negation(tokens: list[str]) -> list[str]:
    """Return the words with ``ne ... pas`` as one negation: ``pas`` alone is one too."""
    if "ne" in tokens or "n" in tokens:
        return [token for token in tokens if token != "pas"]
    return ["ne" if token == "pas" else token for token in tokens]


def _by_parts(tokens: list[str]) -> Status | None:
    negated, found, unknown = False, set[Status](), False
    for token in tokens:
        if token in _NEGATIONS:
            negated = True
            continue
        meaning = _meaning(token)
        if meaning is None:
            unknown = unknown or not (token in _FILLERS or token.isdigit())
        elif negated:
            if meaning is not Status.IN:
                return None
            found.add(Status.OPEN if token.startswith(_DONE) else Status.OUT)
            negated = False
        else:
            found.add(meaning)
    if unknown or negated or len(found) != 1:
        return None
    return found.pop()


def _meaning(token: str) -> Status | None:
    if token in _OPEN:
        return Status.OPEN
    if token.startswith(_OUT):
        return Status.OUT
    if token in _COMES:
        return Status.IN
    return Status.IN if token.startswith(_IN) and token not in _FILLERS else None
