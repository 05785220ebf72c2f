"""The headings that are known, as data: heading to field, in Spanish, Portuguese, English and French.

Pure. Headings are written as :func:`checkin.intake.readers.cells.key` returns them: lower case, without accents and
without punctuation other than ``#``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checkin.core.text import listed, meanings

ROSTER: Mapping[str, str] = meanings(
    {
        "name": "name|names|persona|pessoa|personne|full name|fullname|complete name|display name|name and surname"
        "|first and last name"
        "|attendee name|attendee full name|attendee|participant|participant name|person|badge name|name on badge"
        "|name on certificate|nombre|nombre completo|nombre y apellido completos|nombres y apellidos completos"
        "|what is your full name|what s your full name"
        "|what is your name|what s your name|cual es su nombre|como se llama|qual e o seu nome|quel est votre nom"
        "|nombre y apellido|nombre y apellidos|nombres y apellidos"
        "|apellido y nombre|apellidos y nombres|apellidos y nombre|apellido y nombres|nombre del participante"
        "|nombre del asistente|nombre de asistente|nombre para el certificado|nombre para la credencial|participante"
        "|asistente|nome|nome completo|nome e sobrenome|nome do participante|nome do inscrito|nome no cracha|nom"
        "|nom complet|nom et prenom|nom et prenoms|prenom et nom|nom prenom|nom du participant|participante nombre"
        "|alumno|alumna|alumno a|alumnos|estudiante|estudiantes|student"
        "|student name|aluno|aluna|aluno a|estudante|etudiant|eleve|nome participante|nome do aluno|nombre del alumno"
        "|nombre del estudiante|apellido nombre|apellidos nombres|apellidos nombre|your full name|your name"
        "|guest name|name original name|name of attendee|nombre mostrado"
        "|delegate|delegate name|registrant name|member name|contact name|sort name|ticket full name"
        "|nombre del delegado"
        "|delegado|delegada|delegado a|nombre s y apellido s|apellido s y nombre s|name surname|nombre apellido s"
        "|nombre apellidos",
        "given_names": "given name|given names|first name|firstname|first names|forename|forenames|christian name"
        "|nombres|primer nombre|nombre de pila|nombre s|prenome|primeiro nome|nomes|prenom|prenoms|prenom s"
        "|attendee first name|what s your first name|what is your first name|prenom participant|first|given"
        "|ticket first name|registrant first name|guest first name|fname|vorname|vornamen|voornaam|nome proprio"
        "|1er nombre|nombre 1|premier prenom|nombre y segundo nombre|nombres y segundo nombre|first and middle name"
        "|first and middle names|given and middle names|first middle name|first name and middle name"
        "|first name middle name",
        "second_given_name": "segundo nombre|segundos nombres|otros nombres|2do nombre|2o nombre|nombre 2|segundo nome"
        "|outros nomes|deuxieme prenom|second prenom|autres prenoms|middle name|middle names|middle|middle name s"
        "|middle initial|middle initials",
        "family_names": "family name|family names|last name|lastname|last names|surname|surnames|attendee last name"
        "|attendee surname|what s your last name|what is your last name|nom participant"
        "|apellido|apellidos|apellido s|apelido|apelidos|sobrenome|sobrenomes|ultimo nome|nom de famille"
        "|nom de naissance|noms de famille|last|family|ticket last name|registrant last name|guest last name|lname"
        "|cognome|cognomi|cognoms|nachname|familienname|achternaam|apellido paterno|apellido p|paterno|primer apellido"
        "|ap 1|1 apellido|1o apellido|apellido uno|ap paterno|a paterno|apell paterno"
        "|ap pat|apellido pat|apellidos paternos|apellido paterno s"
        "|1er apellido|apellido 1|primeiro sobrenome|sobrenome 1|first surname|first last name|paternal surname"
        "|paternal last name|surname 1|last name 1",
        "second_family_name": "ap 2|2 apellido|apellido dos|apellido materno|ap materno|a materno|apell materno"
        "|ap mat|apellido mat"
        "|apellidos maternos|apellido m|materno|segundo apellido|2do apellido|2o apellido|apellido 2"
        "|segundo sobrenome|sobrenome 2|second surname|second last name|maternal surname|maternal last name|surname 2"
        "|last name 2",
        "own_id": "id|own id|participant id|attendee id|registrant id|registration id|registration number"
        "|registration no|registration #|attendee #|attendee no|attendee number|legajo|matricula"
        "|numero de inscripcion|nro de inscripcion|no de inscripcion|n de inscripcion|codigo de inscripcion"
        "|id de participante|identificador|numero de inscricao|no de inscricao|n de inscricao|id do participante"
        "|numero d inscription|no d inscription|n d inscription|matricule|identifiant|n o de asistente|numero de id"
        "|ticket reference|id number",
        "own_code": "code|own code|ticket code|ticket secret|secret|barcode|barcode #|barcode no|barcode number|qr"
        "|qr code|card number|badge code|codigo|codigo qr|codigo de barras|codigo de la entrada"
        "|codigo de acreditacion|codigo del ticket|codigo do ingresso|codigo do cracha|codigo de acesso|code qr"
        "|code barres|code a barres|code d acces|code du badge|code du billet",
        "email": "email|e mail|mail|email address|e mail address|mail address|attendee email|attendee e mail"
        "|contact email|correo|correo electronico|direccion de correo electronico|direccion de correo"
        "|direccion de email|correo e|correo electronico del asistente|correo electronico del participante"
        "|correo electronico de contacto|email de contacto|endereco de e mail|endereco de email|endereco eletronico"
        "|correio eletronico|e mail do participante|e mail de contato|adresse e mail|adresse email|adresse mail"
        "|adresse electronique|courriel|adresse courriel|courrier electronique|mel|ticket email|registrant email"
        "|guest email|user email",
        "country": "country|country of origin|country of residence|home country|country name|country code"
        "|country region|what country do you work in|what country do you live in"
        "|what country are you from|which country are you from|de que pais viene|your country|pais"
        "|pais de origen|pais de procedencia|pais de residencia|pais que representa"
        "|su pais|nacionalidad|nationality|nacionalidade|nationalite|delegacion pais|pais de origem"
        "|pais de procedencia|pais de residencia|pays|pays d origine"
        "|pays de residence|pays de provenance|pays represente|votre pays",
        "institution": "what s your company|what is your company|what s your organization|what is your organization"
        "|institution|organization|organisation|company|company name|company organization|affiliation"
        "|employer|agency|ministry|institution organization|institucion|organismo|organizacion|empresa|entidad"
        "|dependencia|institucion de procedencia|institucion u organismo|organismo institucion|institucion organismo"
        "|reparticion|ministerio|afiliacion|universidad|lugar de trabajo|instituicao|organizacao|orgao|entidade"
        "|filiacao|afiliacao|instituicao de origem|orgao instituicao|organisme|institution d origine|entreprise"
        "|societe|etablissement|ministere|structure",
        "position": "position|job position|job title|job|title position|function|post|occupation|designation"
        "|professional title"
        "|cargo|puesto|funcion|cargo o funcion|puesto de trabajo|ocupacion|cargo actual|cargo que desempena|profesion"
        "|funcao|cargo funcao|ocupacao|poste|fonction|titre du poste|emploi|profession",
        "role": "role|roles|participant role|participant type|attendee type|type of participant|type of participation"
        "|category|registration type|rol|tipo de participante|tipo de participacion|tipo de asistente|categoria"
        "|calidad|en calidad de"
        "|en calidad de que participa|calidad en la que participa|papel|perfil"
        "|tipo de participacao|tipo de inscricao|tipo de inscripcion"
        "|type de participant|categorie|qualite|type de participation",
        "groups": "group|groups|track|tracks|team|workshop group|grupo|grupos|comision|comisiones|taller|mesa"
        "|grupo de trabajo|equipo|turma|turmas|equipe|groupe|groupes|groupe de travail|atelier",
        "language": "language|languages|preferred language|language preference|working language|locale|idioma|idiomas"
        "|lengua|idioma preferido|idioma de preferencia|idioma del certificado|idioma de trabajo|lingua"
        "|idioma preferencial|langue|langues|langue preferee|langue de preference|langue de travail",
        "status": "status|state of registration|registration status|registration state|attendee status"
        "|participant status|attendance status|situacion|estado de inscripcion|estado de la inscripcion"
        "|estado del asistente|estado del participante|estado de participacion|estado|situacao|situacao da inscricao"
        "|status da inscricao|statut|statut de l inscription|statut du participant|etat de l inscription|etat",
        "ticket": "ticket type|tipo de entrada|tipo de ingresso|type de billet|ticket|tickets|ticket name"
        "|ticket category|ticket class|tipo de ticket|tipo de boleto|tipo de pase|tipo de bilhete|type de ticket"
        "|pass type|billet|ingresso",
        "withdrawn": "withdrawn|cancelled|canceled|baja|cancelado|anulado|retirado|desistente|annule|retire"
        "|fecha de baja"
        "|dado de baja|dada de baja|dado a de baja|de baja|bajas|renuncia|renuncio|fecha de renuncia|retiro"
        "|fecha de retiro|desistencia|desistio|desistiu|data de desistencia|fecha de desistencia|desistement"
        "|date de desistement|date withdrawn|withdrawal|withdrawal date|date of withdrawal|dropped out"
        "|date de retrait|fecha de cancelacion|data de cancelamento|cancellation date|date d annulation",
        "note": "note|notes|door note|remark|remarks|nota|notas|observacion|observaciones|nota para la puerta|aviso"
        "|observacao|observacoes|remarque|remarques|observation|observations",
        "photo": "photo|picture|photo file|image|foto|fotografia|imagen|archivo de foto|imagem|photographie",
    }
)

PROGRAMME: Mapping[str, str] = meanings(
    {
        "id": "event key|session key"
        "|id|session id|session code|code|clave|codigo|id de sesion|codigo de sesion|identificador|id da sessao"
        "|codigo da sessao|identifiant|code de la session",
        "title": "session name|proposal title|talk title|event name|nombre del evento|nome da sessao"
        "|nombre de la actividad|presentation title|description|title|session|session title|topic|name|activity"
        "|subject|event|lecture|titulo|sesion|actividad|tema"
        "|titulo de la sesion|nombre de la sesion|conferencia|charla|clase|modulo|sessao|atividade|titulo da sessao"
        "|palestra|aula|assunto|titre|intitule|seance|activite|titre de la session|sujet|nombre|nome|nom|summary"
        "|contenido",
        "date": "sessiondate|event date|date|day|jornada|session date|start date|fecha|dia|fecha de inicio"
        "|fecha de la sesion|data|data da sessao"
        "|data de inicio|jour|date de la session|date de debut",
        "end_date": "end date|fecha de fin|fecha de finalizacion|fecha fin|data de fim|data final|data de termino"
        "|date de fin",
        "start": "scheduled at|at|session start date time|session start|start date and time|time start|date start"
        "|starttime"
        "|start date time utc|start|starts|starts at|start at|start time|begin|begins|begins at|from|time|hour"
        "|hours|schedule"
        "|inicio|hora|hora de inicio|hora inicio|hora inicial|comienzo|comienza|empieza|desde|horario"
        "|hora de comienzo|comeco|comeca|horario de inicio|debut|heure|heure de debut|horaire|horaires|heures"
        "|commence|start date time|start datetime|fecha y hora|fecha y hora de inicio|data e hora"
        "|data e hora de inicio|date et heure|heure debut",
        "end": "session end date time|session end|end date and time|time end|date end|endtime|end date time utc|end"
        "|ends|ends at|end at|end time|finish|finishes|until|to|fin|hora de fin|hora fin|hora final"
        "|hora de finalizacion|hora de cierre|finaliza|finalizacion|termina|hasta|fim|hora de termino|termino|ate"
        "|horario de fim|heure de fin|heure fin|jusqu a|end date time|end datetime|fecha y hora de fin"
        "|data e hora de fim",
        "duration": "duration|length|minutes|duracion|duracao|duree|minutos|duration minutes|duracion minutos"
        "|duracao minutos|duree minutes|slot duration",
        "room": "location category"
        "|room location|session location|venue room|salon sala|room|location|venue|place|hall|where|sala"
        "|salon|aula sala|lugar|ubicacion|auditorio|espacio|sede"
        "|local|salle|lieu|endroit|amphitheatre",
        "theme": "theme|track|module|block|categories|tematica|eje|eje tematico|bloque|area|area tematica"
        "|linea tematica|eixo|eixo tematico|bloco|tematica do curso|thematique|axe|axe thematique|bloc",
        "speakers": "speaker name|speaker names|speaker s|disertante s|ponente s|palestrante s|expositor es|speaker"
        "|speakers|presenter|presenters|lecturer|lecturers|instructor|instructors|panelists"
        "|disertante|disertantes|ponente|ponentes|expositor|expositores|orador|oradores|docente|docentes|profesor"
        "|profesores|conferencista|conferencistas|panelistas|a cargo de|palestrante|palestrantes|professor"
        "|professores|ministrante|intervenant|intervenants|conferencier|conferenciers|orateur|orateurs|formateur"
        "|formateurs|enseignant|enseignants",
        "language": "language|languages|idioma|idiomas|lengua|lingua|langue|langues",
        "groups": "group|groups|for|audience|participants|grupo|grupos|comision|comisiones|destinatarios|para"
        "|dirigido a|turma|turmas|publico|destinado a|groupe|groupes|public|destinataires|pour",
        "kind": "kind|type|session type|event type|format|tipo|tipo de sesion|tipo de actividad|modalidad|formato"
        "|tipo de sessao"
        "|tipo de atividade|modalidade|type de session|genre",
        "counts": "counts|counted|counts for certificate|cuenta|computa|cuenta para el certificado|puntua|conta"
        "|conta para o certificado|compte|compte pour le certificat",
        "required": "required|mandatory|compulsory|obligatory|obligatoria|obligatorio|requerida|requerido|exigida"
        "|obrigatoria|obrigatorio|requerida sessao|obligatoire|requise|requis",
        "slot": "slot|time slot|alternatives|alternativas|franja|franja horaria|faixa de horario|alternatif|creneau"
        "|creneau horaire",
        "published": "active|published|visible|publicada|publicado|activa|ativa|publiee",
        "status": "state|proposal state|session status|status|estado|situacao|statut",
    }
)


@dataclass(frozen=True, slots=True)
class Export:
    """What a ticketing or registration program exports: how to tell it, and its own headings.

    Of two columns for one field the first is taken: pretix repeats company and country for the invoice.
    """

    name: str
    marks: tuple[frozenset[str], ...]
    fields: Mapping[str, str]
    nameless: bool = False  # rows without a name are other things that were ordered
    account: bool = False  # its fields are those of the account that filled in the form
    own: bool = False  # checkin's own table: every other heading is a fact

    def recognises(self, keys: Collection[str]) -> bool:
        """Return True if a file with these headings comes from this program."""
        return all(not mark.isdisjoint(keys) for mark in self.marks)


def _any(headings: str) -> frozenset[str]:
    return frozenset(listed(headings))


EXPORTS = (
    Export(
        "pretix",
        (
            _any("order code|codigo de pedido|codigo do pedido|code de commande|code de la commande"),
            _any("attendee name|nombre del asistente|nombre de asistente|nome do participante|nom du participant"),
        ),
        meanings(
            {
                "name": "attendee name|nombre del asistente|nombre de asistente|nome do participante"
                "|nom du participant",
                "given_names": "attendee name given name|attendee name first name|nombre del asistente nombre"
                "|nom du participant prenom",
                "family_names": "attendee name family name|attendee name last name|nombre del asistente apellido"
                "|nombre del asistente apellidos|nom du participant nom de famille",
                "email": "attendee email|attendee e mail",
                "own_code": "ticket secret|secret",
                "order": "order code|codigo de pedido|codigo do pedido|code de commande|code de la commande",
                "order_position": "position id|id de posicion|id da posicao|id de position",
                "ticket": "product|producto|produto|produit",
                "language": "order locale",
            }
        ),
        nameless=True,
    ),
    Export(
        "Indico",
        (_any("id"), _any("name"), _any("registration date|registration state|checked in|affiliation")),
        meanings(
            {
                "own_id": "id",
                "name": "name",
                "email": "email address",
                "institution": "affiliation",
                "status": "registration state",
            }
        ),
    ),
    Export(
        "Eventbrite",
        (
            _any("order #|order no|order id|order number|n o de pedido|no de pedido|numero de pedido"),
            _any("attendee #|attendee no|attendee status|quantity|cantidad|quantidade|quantite|total paid"),
        ),
        meanings(
            {
                "own_id": "attendee #|attendee no|attendee id",
                "own_code": "barcode #|barcode|barcode no",
                "ticket": "ticket type|tipo de entrada|tipo de ingresso|type de billet",
                "status": "attendee status",
                "country": "home country",
            }
        ),
    ),
    Export(
        "Tito",
        (_any("ticket full name|ticket first name"), _any("ticket email|ticket reference")),
        meanings(
            {
                "name": "ticket full name",
                "given_names": "ticket first name",
                "family_names": "ticket last name",
                "email": "ticket email",
                "institution": "ticket company name",
                "position": "ticket job title",
                "own_id": "ticket reference",
                "status": "void status",
                "ticket": "ticket|ticket type|ticket name",
            }
        ),
        nameless=True,
    ),
    Export(
        "Google Forms",
        (_any("timestamp|marca temporal|carimbo de data hora|horodateur|horodatage"),),
        meanings(
            {
                "email": "email address|username|direccion de correo electronico|nombre de usuario|endereco de e mail"
                "|nome de usuario|adresse e mail|nom d utilisateur"
            }
        ),
    ),
    Export(
        "Microsoft Forms",
        (
            _any("id"),
            _any("start time|hora de inicio|heure de debut"),
            _any("completion time|hora de finalizacion|hora de conclusao|heure de fin"),
        ),
        meanings(
            {
                "name": "name|nombre|nome|nom",
                "email": "email|e mail|correo electronico|email address|adresse de messagerie|endereco de email",
            }
        ),
        account=True,
    ),
)
