"""Find the column that says who takes part, in the files of any program. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checkin.core.errors import Notice, Topic
from checkin.core.text import listed, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns
from checkin.intake.tables.field_names import column_line
from checkin.intake.words.status_words import Status, read_status

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_STATUS = re.compile(
    r"\b(?:status|estado|estatus|situacion|situacao|statut|etat|state|asistencia confirmada|confirmado"
    r"|confirmada|confirmed|confirme|rsvp)\b"
    r"|^(?:aprobad[oa]|aceptad[oa]|admitid[oa]|seleccionad[oa]|aprovad[oa]|aceit[oa]|selecionad[oa]|approved|accepted"
    r"|admitted|approuvee?|acceptee?|admise?|retenue?)$"
    # "Confirma asistencia", "¿Asistirá al curso?", and nothing else that may be confirmed.
    r"|^(?:confirma|confirmacion|confirmacao|confirmation|asiste|asistira|va a asistir|participa|participara"
    r"|comparecera|attending|will attend|will you attend|asistencia|participera|participez vous)"
    r"(?: (?:su|la|a|sua|de|da|your|al|ao|en|el|no|the|au|asistencia|participacion|participacao|presencia|presenca"
    r"|presence|participation|attendance|curso|course|cours|evento|event))*$"
)
# "Présence confirmée", "Will you be attending the course?": words of taking part, and none of other things.
_ATTENDING = re.compile(
    r"confirm\w*|attend\w*|asist\w*|particip(?!ant\w*$)\w*|presencia|presenca|presente?s?|presence|viene|vendra|vira|vem|viendra"
    r"|viendrez|coming|come|going|rsvp|comparec\w*|assist\w*"
)
_AROUND_ATTENDING = frozenset(
    listed(
        "su|la|a|sua|seu|de|da|do|del|your|al|ao|en|el|the|au|le|sa|votre|ma|mi|minha|curso|course|evento|event|cours"
        "|will|you|are|be|do|can|is|va|vai|vas|ira|serez|vous|sera|to|si|sim|yes|no|nao|non|oui|o|ou|or|usted|voce|est"
        "|plan|quien|que|et|y|e|able|s"
    )
)
# With these "no" can mean that a person attends from elsewhere.
_IN_WHICH_WAY = re.compile(
    r"\b(?:in person|presencial\w*|virtual\w*|on ?line|remot\w*|distanc\w*|presentiel\w*|hybrid)\b"
)
_OTHER_THING = re.compile(
    r"\b(?:hotel|alojamiento|vuelo|flight|voo|vol|pasaje|traslado|transfer|cena|almuerzo|dinner|lunch|jantar|almoco"
    r"|diner|dejeuner|visita|tour|excursion|visa|visado|visto|beca|scholarship)\b"
)
_PAYMENT = re.compile(r"\b(?:payment|pago|pagamento|paiement|invoice|factura|order|pedido|commande|financial)\b")
# These are also names of something else: a province, a marital status.
_PROVINCE = frozenset({"estado", "state", "etat", "estado provincia", "state province"})
# Words of a registration: a task can be completed or an exam attended by a person who takes part.
_REGISTRATION = re.compile(
    r"\b(?:accept|acept|aceit|approv|aprob|aprov|confirm|cancel|reject|rechaz|rejeit|rejet|declin|waitlist|registered"
    r"|inscri|lista de espera|liste d attente|withdrawn|refund|reembols|rembours|admitid|desist|anulad|annul)"
)
# Under such a heading one word of refusal is enough: the words that nobody knows are asked about.
_IS_REGISTRATION = frozenset({"inscripcion", "inscricao", "inscription", "registration"})
_SHORTEST_REFUSAL = 4  # letters: not the no of a column of yes and no
_STATUS_WORD = re.compile(r"\b(?:status|estado|estatus|situacion|situacao|statut|etat|state)\b")
_OF_REGISTRATION = re.compile(
    r"\b(?:registration|inscri|approv|aprob|aprov|confirm|accept|acept|aceit|admi|attend|asist|aceit|approu"
    r"|selec?cion|retenu)"
)


def choose_status(table: Table, columns: Columns, own: Mapping[str, str]) -> tuple[Columns, list[Notice]]:
    """Return the columns with the status found by its heading or by its cells, and notices about the choice."""
    notices: list[Notice] = []
    if columns.export is not None and columns.export.own:
        return columns, notices
    place = columns.fields.get("status")
    if place is not None and lookup_key(table.headings[place]) in own:
        return columns, notices
    if place is not None and _is_province(table, place):
        columns = _without_status(columns, table)
        reason = sentence(
            "column {heading} has no status in it and is kept as a fact", heading=quoted(table.headings[place])
        )
        settle = "[columns]\n" + column_line(table.headings[place], "status")
        notices.append(table.notice(reason, topic=Topic.DOUBT, settle=settle))
        place = None
    # What course.toml calls a fact stays one.
    free = [other for other in columns.facts if other != place and lookup_key(table.headings[other]) not in own]
    others = [other for other in free if _looks_like_status(table, other)]
    about_person = [other for other in others if not _PAYMENT.search(lookup_key(table.headings[other]))]
    is_payment = place is not None and bool(_PAYMENT.search(lookup_key(table.headings[place])))
    candidates = about_person or (others if place is None else [])
    if candidates and (place is None or is_payment):
        place = candidates[0]
        columns = _with_status(columns, place)
        more = [table.headings[other] for other in candidates[1:]]
        reason = sentence("column {heading} is taken as the status", heading=quoted(table.headings[place]))
        if more:
            reason = sentence(
                "column {heading} is taken as the status; {others} stays a fact",
                heading=quoted(table.headings[place]),
                others=names_of([quoted(text) for text in more]),
            )
        settle = "[columns]\n" + column_line(table.headings[place], "fact")
        notices.append(table.notice(reason, topic=Topic.DOUBT, settle=settle))
    notices += _contradictions(table, columns, about_person)
    return columns, [*notices, *_ways_notice(table, columns), *_marks_notice(table, columns)]


def _is_province(table: Table, place: int) -> bool:
    if lookup_key(table.headings[place]) not in _PROVINCE:
        return False
    return all(read_status(text) is None for text in table.sample(place))


def _looks_like_status(table: Table, place: int) -> bool:
    heading = lookup_key(table.headings[place].replace("_", " "))
    texts = table.sample(place)
    known = [text for text in texts if read_status(text) is not None]
    if _OTHER_THING.search(heading):
        return False
    if _IN_WHICH_WAY.search(heading) and _is_about_attending(_IN_WHICH_WAY.sub(" ", heading)):
        return any(read_status(text) is Status.OUT and len(text.split()) > 1 for text in texts)
    if _STATUS.search(heading) or _is_about_attending(table.headings[place]):
        # A word or a number that nobody knows there stops the load with a question.
        about = bool(texts) and bool(_OF_REGISTRATION.search(heading)) and not _PAYMENT.search(heading)
        return bool(known) or (about and (set(texts) <= {"0", "1"} or bool(_STATUS_WORD.search(heading))))
    if heading in _IS_REGISTRATION:
        return any(read_status(text) is Status.OUT and len(text) >= _SHORTEST_REFUSAL for text in known)
    telling = [text for text in known if _REGISTRATION.search(lookup_key(text))]
    return len(texts) > 1 and 2 * len(telling) > len(texts) and len(set(map(lookup_key, telling))) > 1


def _is_about_attending(heading: str) -> bool:
    words = lookup_key(_IN_BRACKETS.sub(" ", heading.replace("_", " "))).split()
    others = [word for word in words if word not in _AROUND_ATTENDING]
    return bool(others) and all(map(_ATTENDING.fullmatch, others))


def _ways_notice(table: Table, columns: Columns) -> list[Notice]:
    """Name the columns that ask whether people attend in person, whose *no* may mean that they do not attend."""
    found = []
    for place in columns.facts:
        heading = lookup_key(table.headings[place])
        if not _IN_WHICH_WAY.search(heading) or not _is_about_attending(_IN_WHICH_WAY.sub(" ", heading)):
            continue
        if any(read_status(text) is Status.OUT for text in table.sample(place)):
            reason = sentence(
                "column {heading} may say that some people do not take part; it is kept as a fact",
                heading=quoted(table.headings[place]),
            )
            settle = "[columns]\n" + column_line(table.headings[place], "status")
            found.append(table.notice(reason, topic=Topic.DOUBT, settle=settle))
    return found


def _marks_notice(table: Table, columns: Columns) -> list[Notice]:
    """Name the columns about taking part with a mark for some people and nothing for the others."""
    found = []
    for place in columns.facts:
        heading = lookup_key(table.headings[place].replace("_", " "))
        texts = table.sample(place)
        if not (_STATUS.search(heading) or _is_about_attending(heading)) or _OTHER_THING.search(heading):
            continue
        if len({lookup_key(text) for text in texts}) == 1 and len(texts) < len(table.rows):
            reason = sentence(
                "column {heading} marks some people only; all are loaded as taking part ({text} is no status that is "
                "known). Write yes or no in each cell if it says who takes part",
                heading=quoted(table.headings[place]),
                text=quoted(texts[0]),
            )
            found.append(table.notice(reason, topic=Topic.DOUBT))
    return found


def _contradictions(table: Table, columns: Columns, others: Sequence[int]) -> list[Notice]:
    """Name the columns by which people do not take part who do by the status."""
    place, found = columns.fields.get("status"), []
    for other in others:
        if place is None or other == place:
            continue
        pairs = [(tidy(cells[place]), tidy(cells[other])) for _, cells in table.rows]
        out = [t for s, t in pairs if t and read_status(t) is Status.OUT and read_status(s) is not Status.OUT]
        if out:
            reason = sentence(
                "column {heading} says that some people do not take part ({texts}), but {status} is taken as the "
                "status",
                heading=quoted(table.headings[other]),
                texts=names_of([quoted(text) for text in dict.fromkeys(out)], 5),
                status=quoted(table.headings[place]),
            )
            settle = "[columns]\n" + column_line(table.headings[other], "status")
            found.append(table.notice(reason, topic=Topic.DOUBT, settle=settle))
    return found


def _with_status(columns: Columns, place: int) -> Columns:
    facts = {other: name for other, name in columns.facts.items() if other != place}
    before = columns.fields.get("status")
    if before is not None:
        facts[before] = columns.headings[before]
    return replace(columns, fields={**columns.fields, "status": place}, facts=dict(sorted(facts.items())))


def _without_status(columns: Columns, table: Table) -> Columns:
    place = columns.fields["status"]
    fields = {name: other for name, other in columns.fields.items() if name != "status"}
    facts = {**columns.facts, place: table.headings[place]}
    return replace(columns, fields=fields, facts=dict(sorted(facts.items())))
