"""Words in cells, and cells made fit for showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.course import Role
from checkin.core.text import lookup_key
from checkin.i18n.roles import role_of
from checkin.intake.readers.cells import hidden, split, tidy
from checkin.intake.words import cell_words


@pytest.mark.parametrize(
    ("role", "written"),
    [
        (Role.PARTICIPANT, "participante|Participants|Asistente|Becaria|délégué|Participante (beca completa)"),
        (Role.SPEAKER, "ponente|Ponentes|DISERTANTE|Oradora|palestrante|intervenant|Keynote speaker|Speaker ticket"),
        (Role.ORGANIZER, "organizador/a|Organizadores|organisatrice|Coordinadora|Comité organizador"),
        (Role.OBSERVER, "observador|Observateurs|Invitada|guest"),
        (Role.STAFF, "personal|equipo|Staff|équipe|voluntarios"),
    ],
)
def test_roles_are_known_in_four_languages(role: Role, written: str) -> None:
    assert {word: role_of(word) for word in written.split("|")} == dict.fromkeys(written.split("|"), role)


@pytest.mark.parametrize(
    "text", ["", "Director de migraciones", "A", "Organización Internacional para las Migraciones"]
)
def test_what_names_no_role_is_none(text: str) -> None:
    assert role_of(text) is None


WITHDRAWN = (
    "withdrawn|Canceled|Cancelled|BAJA|cancelado|Cancelada|anulado|annulé|retiré|Not Attending|Deleted|rejected"
    "|Canceled (paid fee)|Refunded/Canceled|desistente|Rechazada|Cancelado por el participante"
)


@pytest.mark.parametrize("word", WITHDRAWN.split("|"))
def test_words_that_withdraw(word: str) -> None:
    assert cell_words.withdrawn(word) is True


@pytest.mark.parametrize("word", ["paid", "Completed", "Attending", "confirmado", "inscrito", "confirmé", "Checked In"])
def test_words_that_do_not_withdraw(word: str) -> None:
    assert cell_words.withdrawn(word) is False


def test_an_unknown_status_is_neither() -> None:
    assert cell_words.withdrawn("São Paulo") is None


def test_yes_and_no_in_four_languages() -> None:
    assert {cell_words.yes(word) for word in ("yes", "Sí", "SIM", "oui", "x", "✓", "1", "true", "Verdadero")} == {True}
    assert {cell_words.yes(word) for word in ("no", "Não", "non", "0", "false", "-", "✗")} == {False}
    assert cell_words.yes("quizás") is None


def test_languages_by_word_and_by_code() -> None:
    said = {"Español": "es", "castellano": "es", "Português (Brasil)": "pt", "EN": "en", "fr-CA": "fr", "pt_BR": "pt"}
    assert {word: cell_words.language(word) for word in said} == said
    assert cell_words.language("Guaraní") == ""


def test_hidden_characters_are_taken_out_and_named() -> None:
    written = {
        "Ana\u202eziz": "U+202E",
        "An\u200ba": "U+200B",
        "A\x07na": "U+0007",
        "\ufeffAna": "U+FEFF",
        "A\udc80": "U+DC80",
    }
    assert {text: hidden(text) for text in written} == written
    assert [tidy(text) for text in written] == ["Anaziz", "Ana", "A na", "Ana", "A"]


def test_line_breaks_and_odd_spaces_are_plain_spaces_and_not_hidden() -> None:
    text = " María\u00a0 de\tlos\r\nÁngeles\u2009 "
    assert (tidy(text), hidden(text)) == ("María de los Ángeles", "")


def test_names_are_composed_and_never_recased() -> None:
    assert tidy("JOSE\u0301 d\u2019A\u0301vila") == "JOSÉ d’Ávila"


def test_the_joiners_that_scripts_need_are_kept() -> None:
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"


def test_parts_are_split_at_all_that_people_write() -> None:
    assert split(" A, B;C / D|E\nF,,A") == ("A", "B", "C", "D", "E", "F")


def test_keys_have_no_case_accents_or_punctuation() -> None:
    assert lookup_key("¿Correo_Electrónico (E-mail)?") == "correo electronico e mail"


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_tidy_has_nothing_hidden_and_stays_as_it_is(text: str) -> None:
    clean = tidy(text)
    assert hidden(clean) == ""
    assert tidy(clean) == clean
    assert clean == clean.strip()
