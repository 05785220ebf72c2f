"""What certificates print: texts by language, dates in sentences, neutral words, the course's own wording."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from checkin.certificates.credited_sessions import Credit, CreditedSession, HoursOf
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.page_content import PageContent, page_content
from checkin.core.course import Course, Participant, Role
from checkin.core.course_toml import parse
from checkin.core.errors import CourseError
from checkin.core.printed_page import wrong_page
from checkin.i18n.cldr import dates, formal_country_name, printed_country

COURSE = """
[course]
title = { es = "Curso", en = "Course" }
edition = 38
place = "Mar del Plata"
organizer = "OIM"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-01-26
ends = 2026-02-06
language = "es"
contact = "cursos@example.org"
"""
PERSON = Participant(name="Ana Núñez", country="AR", institution="DNM", position="Analista", facts={"DNI": "5.678"})
CREDIT = Credit(
    sessions=(CreditedSession(session="s1", title="Apertura", day="2026-01-26", minutes=90),),
    hours="44.5",
    hours_of=HoursOf.EXPECTED,
)


def page(toml: str = "", person: Participant = PERSON, language: str = "es", course: str = COURSE) -> PageContent:
    found = parse(course + toml)
    facts = facts_of(found, person, language)
    return page_content(found, person, facts, CREDIT, {"a.png": "1.png", "b.png": "2.png"})


def facts_of(course: Course, person: Participant, language: str) -> CertificateFacts:
    return CertificateFacts(
        number="38-0001",
        name=person.name,
        country=person.country,
        role=person.role.value,
        title=course.text("title", language),
        edition=course.text("edition", language),
        organizer=course.organizer,
        place=course.place,
        starts=course.starts.isoformat() if course.starts else "",
        ends=course.ends.isoformat() if course.ends else "",
        hours="44.5",
        language=language,
        issued_on="2026-02-06",
    )


def words(toml: str = "", person: Participant = PERSON, language: str = "es") -> Mapping[str, str]:
    found: Mapping[str, str] = page(toml, person, language)["words"]
    return found


@pytest.mark.parametrize(
    ("language", "title", "did", "hours", "held", "closing"),
    [
        (
            "es",
            "38.º Curso",
            "ha asistido a:",
            "con una carga horaria de 44,5 horas",
            "Lugar y fecha: Mar del Plata, del 26 de enero al 6 de febrero de 2026",
            "Mar del Plata, 6 de febrero de 2026",
        ),
        (
            "pt",
            "38º Curso",
            "frequentou:",
            "Carga horária: 44,5 horas",
            "Local e data: Mar del Plata, de 26 de janeiro a 6 de fevereiro de 2026",
            "Mar del Plata, 6 de fevereiro de 2026",
        ),
        (
            "en",
            "38th Course",
            "has attended:",
            "44.5 hours of instruction",
            "Mar del Plata, 26 January – 6 February 2026",
            "Mar del Plata, 6 February 2026",
        ),
        (
            "fr",
            "38e Curso",
            "a suivi\N{NO-BREAK SPACE}:",
            "Durée\N{NO-BREAK SPACE}: 44,5 heures",
            "Lieu et dates\N{NO-BREAK SPACE}: Mar del Plata, du 26 janvier au 6 février 2026",
            "Fait à Mar del Plata, le 6 février 2026",
        ),
    ],
)
def test_the_defaults_certify_the_same_in_four_languages(
    language: str, title: str, did: str, hours: str, held: str, closing: str
) -> None:
    found = page(language=language)
    said = found["words"]
    assert found["title"] == title
    assert (said["did"], said["hours"], said["held"], said["issued"]) == (did, hours, held, closing)


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
@pytest.mark.parametrize("role", list(Role))
def test_no_default_names_a_person_in_the_masculine(language: str, role: Role) -> None:
    did = words(person=replace(PERSON, role=role), language=language)["did"]
    assert not [word for word in ("observador", "observateur", "conférencier", "intervenant") if word in did.split()]


@pytest.mark.parametrize(
    ("role", "toml", "heading"),
    [
        (Role.PARTICIPANT, "", "Certificado de asistencia"),
        (Role.PARTICIPANT, '[certificate]\ncertifies = "approval"', "Certificado de aprobación"),
        (Role.SPEAKER, "", "Certificado de disertante"),
        (Role.STAFF, "", "Certificado de participación"),
        (Role.STAFF, '[certificate.words.es]\nheading = "Diploma"', "Diploma"),
    ],
)
def test_the_heading_names_what_is_certified(role: Role, toml: str, heading: str) -> None:
    assert words(toml, replace(PERSON, role=role))["certificate"] == heading


def test_a_course_that_examines_certifies_that_the_person_passed() -> None:
    assert words('[certificate]\ncertifies = "approval"')["did"] == "ha asistido y aprobado:"


def test_a_persons_own_word_for_the_role_stands_in_the_sentence() -> None:
    ana = replace(PERSON, facts={"Calidad": "relatora"})
    assert words('[certificate]\nrole_column = "Calidad"', ana)["did"] == "ha participado en calidad de relatora en:"


@pytest.mark.parametrize(
    ("role", "word", "did"),
    [
        (Role.OBSERVER, "Observadora", "ha participado en calidad de observadora en:"),
        (Role.PARTICIPANT, "Participante", "ha asistido a:"),
        (Role.OBSERVER, "Embajadora de Chile", "ha participado en calidad de Embajadora de Chile en:"),
    ],
)
def test_the_word_of_the_column_of_roles_is_written_as_a_sentence_has_it(role: Role, word: str, did: str) -> None:
    person = replace(PERSON, role=role, facts={"Función": word})
    assert words('[certificate]\nrole_column = "Función"', person)["did"] == did


def test_the_courses_own_sentences_have_fields() -> None:
    toml = '[certificate.words.es]\nopening = "{organizer} certifica que"\nhours = "{hours} reloj"\n'
    said = words(toml + 'closing = "Dado en {place}, {date}."')
    assert (said["certified"], said["hours"]) == ("OIM certifica que", "44,5 horas reloj")
    assert said["issued"] == "Dado en Mar del Plata, 6 de febrero de 2026."


@pytest.mark.parametrize("field", ["nam", "name.__class__", "name!r", "name:>9", "0", "DNI"])
def test_an_unknown_field_stops_with_its_name_and_place(field: str) -> None:
    name = field.partition("!")[0].partition(":")[0]
    with pytest.raises(CourseError, match=r"certificate.words.es\] opening: there is no field .*" + name):
        page(f'[certificate.words.es]\nopening = "{{{field}}} si"')


def test_a_column_of_the_list_is_a_field_where_it_is_shown() -> None:
    toml = '[certificate]\nshow = ["DNI"]\n[certificate.words.es]\nopening = "DNI {DNI}"'
    assert words(toml)["certified"] == "DNI 5.678"


def test_the_document_and_the_position_stand_under_the_name() -> None:
    toml = '[certificate]\nshow = ["document", "institution", "position", "Legajo"]'
    assert page(toml, replace(PERSON, facts={"DNI": "5.678", "Legajo": "7"}))["details"] == [
        "DNI 5.678",
        "DNM",
        "Analista",
        "Legajo: 7",
    ]


def test_several_people_sign_each_with_the_post_in_the_language() -> None:
    toml = """[[certificate.signatures]]
name = "V. Paz"
post = { es = "Directora", en = "Director" }
picture = "a.png"
[[certificate.signatures]]
name = "J. Ruiz"
post = "Rector"
"""
    assert page(toml, language="en")["signers"] == [
        {"name": "V. Paz", "post": "Director", "picture": "1.png"},
        {"name": "J. Ruiz", "post": "Rector", "picture": ""},
    ]


def test_the_one_signer_of_before_still_signs() -> None:
    toml = '[certificate]\nsigned_by = "V. Paz"\nsigned_as = "Directora"\nsignature = "b.png"'
    assert page(toml)["signers"] == [{"name": "V. Paz", "post": "Directora", "picture": "2.png"}]


@pytest.mark.parametrize(
    ("toml", "contact"),
    [
        ("", "Verificación: cursos@example.org"),
        ('[certificate]\nverify_url = "https://a.org/v/"', "Verificación: a.org/v"),
    ],
)
def test_the_address_or_the_contact_for_verification_is_printed(toml: str, contact: str) -> None:
    assert page(toml)["contact"] == contact


def test_a_course_without_place_and_dates_has_no_empty_sentences() -> None:
    bare = '[course]\ntitle = "Curso"\ntimezone = "UTC"\nlanguage = "es"\n'
    found = page(course=bare)
    assert (found["words"]["held"], found["words"]["issued"], found["contact"]) == (
        "",
        "Emitido el 6 de febrero de 2026",
        "",
    )


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("TT", "en", "Trinidad and Tobago"),
        ("KN", "en", "Saint Kitts and Nevis"),
        ("CD", "en", "Democratic Republic of the Congo"),
        ("SA", "es", "Arabia Saudita"),
        ("BO", "es", "Bolivia (Estado Plurinacional de)"),
    ],
)
def test_countries_have_the_names_of_diplomas(code: str, language: str, name: str) -> None:
    own = parse(COURSE + '[countries]\nBO = "Bolivia (Estado Plurinacional de)"').countries
    assert formal_country_name(code, language, own) == name


@pytest.mark.parametrize(
    ("starts", "ends", "texts"),
    [
        ("2026-11-09", "2026-11-20", ("del 9 al 20 de noviembre", "de 9 a 20 de novembro", "9–20 N", "du 9 au 20 n")),
        ("2026-12-01", "2026-12-01", ("1 de diciembre", "1º de dezembro", "1 December", "1er décembre")),
        ("2026-12-01", "2026-12-12", ("del 1 al 12 de d", "de 1º a 12 de d", "1–12 December", "du 1er au 12 d")),
        (
            "2026-12-20",
            "2027-01-05",
            (
                "del 20 de diciembre de 2026 al 5 de enero de 2027",
                "de 20 de dezembro de 2026 a 5 de janeiro de 2027",
                "20 December 2026 – 5 January 2027",
                "du 20 décembre 2026 au 5 janvier 2027",
            ),
        ),
    ],
)
def test_dates_are_sentences_with_ordinals(starts: str, ends: str, texts: tuple[str, ...]) -> None:
    for language, text in zip(("es", "pt", "en", "fr"), texts, strict=True):
        days = date.fromisoformat(starts), date.fromisoformat(ends)
        assert dates(*days, language, in_sentence=True).startswith(text)


def test_what_a_certificate_prints_passes_the_check_of_entries() -> None:
    assert wrong_page(page()) == ""


@pytest.mark.parametrize(
    "broken",
    [
        *(None, [], {}, {"words": 3}, {"signers": [3]}, {"logos": [1]}, {"title": 5}),
        *({"font": []}, {"paper": {}}, {"back": True}),
    ],
)
def test_a_page_of_another_form_is_refused(broken: object) -> None:
    assert wrong_page({**page(), **broken} if isinstance(broken, dict) and broken else broken) != ""


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("BO", "es", "Bolivia (Estado Plurinacional de)"),
        ("VE", "en", "Venezuela (Bolivarian Republic of)"),
        ("GB", "fr", "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord"),
        ("TT", "en", "Trinidad and Tobago"),
        ("AR", "pt", "Argentina"),
    ],
)
def test_countries_can_have_their_names_of_the_united_nations(code: str, language: str, name: str) -> None:
    un = parse('[course]\ntitle = "T"\ntimezone = "UTC"\ncountry_names = "un"\n')
    assert printed_country(un, code, language) == name


def test_the_own_name_of_a_country_overrides_that_of_the_united_nations() -> None:
    own = parse('[course]\ntitle = "T"\ntimezone = "UTC"\ncountry_names = "un"\n[countries]\nBO = "Bolivia"\n')
    assert printed_country(own, "BO", "es") == "Bolivia"


def test_a_page_of_an_earlier_version_has_no_paper_and_font() -> None:
    earlier = {key: value for key, value in page().items() if key not in ("paper", "font", "back")}
    assert wrong_page(earlier) == ""


def test_a_french_word_for_the_role_has_its_de_before_a_vowel() -> None:
    person = replace(PERSON, role=Role.SPEAKER, facts={"Qualité": "intervenante"})
    said = words('[certificate]\nrole_column = "Qualité"', person, "fr")
    assert said["did"] == "a participé en qualité d’intervenante à\N{NO-BREAK SPACE}:"
