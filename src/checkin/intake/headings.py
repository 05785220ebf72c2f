"""The headings that roster and programme files use, in four languages and in the exports of other programs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checkin.errors import IntakeError, Problem
from checkin.intake.tables import Table
from checkin.text import clean, fold

# field: headings in Spanish, Portuguese, English, French, then those of pretix, Indico, Eventbrite and Google
# Forms. Compared folded (no accents, case or punctuation).
_ROSTER: Mapping[str, str] = {
    "own_id": "id|identificador|registration id|id participante|participant id|numero de registro|registro"
    "|numero de inscripcion|numero de inscricao|registration number|numero d inscription|matricula|legajo"
    "|attendee #|attendee no|attendee",
    "own_code": "code|codigo|code barre|codigo de barras|barcode|barcode #|secret|ticket secret|ticket code"
    "|codigo da credencial|codigo de credencial|qr",
    "name": "attendee name|nombre para el certificado|nombre completo|nombre y apellido|nombre y apellidos"
    "|nombres y apellidos|apellido y nombre|nome completo|nome e sobrenome|full name|participant name|nom complet"
    "|nom et prenom|nom et prenoms|participante|participant|nome do participante|nombre del participante"
    "|your name|name",
    "given_names": "nombre|nombres|nome|nomes|primeiro nome|given name|given names|first name|firstname|prenom"
    "|prenoms|attendee name given name|nombre de pila",
    "family_names": "apellido|apellidos|sobrenome|sobrenomes|family name|family names|surname|surnames|last name"
    "|lastname|nom|nom de famille|noms de famille|attendee name family name",
    "email": "attendee email|email|e mail|e mail address|email address|correo|correo electronico"
    "|direccion de correo electronico|endereco de email|endereco de e mail|adresse e mail|adresse email|courriel"
    "|mail|username|nombre de usuario",
    "country": "attendee country|country|pais|pays|nacionalidad|nacionalidade|nationality|nationalite"
    "|home country|pais de origen|pais de origem|country of origin|country code|delegacion|delegation|delegacao",
    "institution": "attendee company|institution|institucion|instituicao|organization|organisation|organizacion"
    "|organizacao|company|affiliation|afiliacion|afiliacao|empresa|organismo|orgao|ministerio|entidad|agency"
    "|employer|organizacion institucion|societe|entreprise",
    "position": "position|cargo|puesto|posicion|fonction|poste|job title|funcion|funcao|post|job",
    "role": "role|rol|papel|funcao no curso|ticket type|product|tipo|type|categoria|category|categorie|calidad"
    "|qualite|tipo de participante|tipo de entrada|billet|ingresso",
    "groups": "group|groups|grupo|grupos|groupe|groupes|comision|comissao|turma|workshop group",
    "language": "language|idioma|lengua|lingua|langue|preferred language|idioma preferido|attendee locale|locale",
    "status": "status|estado|situacao|statut|etat|attendee status|registration state|order status"
    "|estado de inscripcion",
    "note": "note|notes|nota|notas|observacion|observaciones|observacao|observacoes|remarque|remarques|staff note"
    "|checkin text|check in text|comments|comentarios",
    "photo": "photo|foto|fotografia|picture|image|photographie",
}
_PROGRAMME: Mapping[str, str] = {
    "id": "id|session id|codigo|code|id sesion|id sessao|identifiant",
    "title": "title|titulo|titre|session|sesion|sessao|seance|actividad|atividade|activite|activity|nombre"
    "|tema de la sesion|subject|summary|conferencia|palestra",
    "starts_at": "starts at|starts|inicia|comienza|comeca|debut le|start time|start datetime"
    "|fecha y hora de inicio|inicio em|starting",
    "ends_at": "ends at|ends|termina|finaliza|fin le|end time|end datetime|fecha y hora de fin|termino em|ending",
    "date": "date|fecha|data|dia|day|jour|start date",
    "start": "start|inicio|hora de inicio|hora inicio|desde|debut|heure de debut|from|hora|begin|de",
    "end": "end|fin|final|hora de fin|hora fin|hasta|fim|termino|hora de termino|heure de fin|to|until|ate|a",
    "room": "room|sala|salon|salle|aula|lugar|local|place|lieu|location|venue|ubicacion",
    "theme": "theme|tema|track|eje|eixo|axe|bloque|modulo|module",
    "speakers": "speakers|speaker|disertante|disertantes|ponente|ponentes|expositor|expositores|palestrante"
    "|palestrantes|intervenant|intervenants|orador|oradores|conferencier|presenter|presenters",
    "language": "language|idioma|lingua|langue",
    "groups": "groups|group|grupo|grupos|groupe|groupes|comision|comissao|turma",
    "kind": "kind|type|tipo|modalidad|modalidade|format|formato|categoria|category|categorie",
    "counts": "counts|cuenta|cuenta para certificado|conta|compte|computa|certificate|certificado",
    "required": "required|obligatorio|obligatoria|obrigatorio|obrigatoria|obligatoire|mandatory",
}
_PUNCTUATION = re.compile(r"[^\w#]+")


def plain(heading: str) -> str:
    """A heading for comparing: folded, without punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", fold(heading).replace("_", " ")).split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The headings of one kind of file. ``known`` gives a heading's field, and its rank among that field's."""

    fields: Mapping[str, str]
    known: Mapping[str, tuple[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        ranked = {
            heading: (name, rank)
            for name, headings in self.fields.items()
            for rank, heading in enumerate([*headings.split("|"), plain(name)])
        }
        object.__setattr__(self, "known", ranked)

    def score(self, cells: Sequence[str], own: Mapping[str, str]) -> int:
        """How many of a row's cells are headings of this kind of file."""
        mine = {plain(heading) for heading in own}
        return sum(plain(cell) in self.known or plain(cell) in mine for cell in cells if cell)


ROSTER = Vocabulary(_ROSTER)
PROGRAMME = Vocabulary(_PROGRAMME)
# What people call the two fields that have a longer name here.
_SHORT = {"code": "own_code", "id": "own_id"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is which: ``fields`` by name to its place, ``facts`` the rest by their own headings."""

    fields: Mapping[str, int]
    facts: Mapping[str, int]
    headings: tuple[str, ...]

    def heading(self, name: str) -> str:
        """The file's own heading of a field, for messages."""
        return clean(self.headings[self.fields[name]]) if name in self.fields else name

    def get(self, cells: Sequence[str], name: str) -> str:
        """A row's cell of a field; empty where the file has no such column."""
        place = self.fields.get(name)
        return cells[place] if place is not None and place < len(cells) else ""


def match(table: Table, vocabulary: Vocabulary, own: Mapping[str, str]) -> Columns:
    """Recognise a table's headings.

    ``own`` (heading to field, from ``course.toml``) goes before everything. Where two headings mean one field, as
    in exports that carry the buyer beside the attendee, the likelier one is the field and the other a fact.
    Raises :class:`IntakeError` when a heading stands twice, or ``own`` names a field that there is not.
    """
    named = {plain(heading): _own_field(table, vocabulary, name) for heading, name in own.items()}
    mine = {heading: name for heading, name in named.items() if name in vocabulary.fields}
    candidates: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(table.headings):
        key = plain(heading)
        if key in mine:
            candidates.setdefault(mine[key], []).append((-1, place))
        elif key in vocabulary.known:
            name, rank = vocabulary.known[key]
            candidates.setdefault(name, []).append((rank, place))
    fields: dict[str, int] = {}
    for name, found in candidates.items():
        found.sort()
        if len(found) > 1 and found[0][0] == found[1][0]:
            heading = clean(table.headings[found[0][1]])
            reason = f"the heading {heading!r} stands twice, for {name}; rename one of the two"
            raise IntakeError([Problem(table.file, 0, "", reason)])
        fields[name] = found[0][1]
    taken = set(fields.values())
    facts = {
        clean(heading): place for place, heading in enumerate(table.headings) if clean(heading) and place not in taken
    }
    return Columns(fields, facts, table.headings)


def _own_field(table: Table, vocabulary: Vocabulary, name: str) -> str:
    known = {**_SHORT, **dict.fromkeys(ROSTER.fields), **dict.fromkeys(PROGRAMME.fields)}
    if name not in known:
        reason = f"[columns] in course.toml names a field {name!r} that there is not; there are {', '.join(known)}"
        raise IntakeError([Problem(table.file, 0, "", reason)])
    return _SHORT.get(name, name) if vocabulary is ROSTER else name
