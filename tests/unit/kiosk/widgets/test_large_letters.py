"""The large letters: every letter of the sample names is drawn, rows are equally long, and the name is the largest."""

from dataclasses import replace

import pytest

pytest.importorskip("textual")

from checkin.core.text import LANGUAGES
from checkin.core.verdicts import Verdict
from checkin.door.answer_signs import SHAPES, SHORT_TITLES
from checkin.door.answer_text import ACT_TITLES, MARKED_ABSENT, NOT_LISTED
from checkin.i18n.translator import get_translator
from checkin.kiosk.widgets.block_letters import LARGE, MIDDLE, SIZES, SMALL, TALL, Size, can_draw, draw_letters
from checkin.kiosk.widgets.verdict_layout import VerdictText, lay_out

NAMES = ("Ana Núñez", "João Guilherme d’Ávila", "Françoise Désir", "Keisha-Ann O'Connor", "Xóchitl", "Müller 2/48")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_drawn_name_is_equally_long(name: str, size: Size) -> None:
    assert can_draw(name)
    assert len({len(row) for row in draw_letters(name, size)}) == 1


@pytest.mark.parametrize("letters", ["SENT", "PRESENTE", "MNWV"])
def test_letters_do_not_touch(letters: str) -> None:
    drawn = draw_letters(letters, SMALL)
    columns = ["".join(row[place] for row in drawn) for place in range(len(drawn[0]))]
    assert sum(not column.strip() for column in columns) >= len(letters) - 1


@pytest.mark.parametrize("name", ["王小明", "Kʼicheꞌ", "محمد", "Łukasz"])
def test_a_name_with_a_letter_that_the_face_lacks_is_plain(name: str) -> None:
    assert not can_draw(name)
    text = lay_out(VerdictText("√", "PRESENT", name), 80, 20)
    assert name in text.plain


def test_the_name_is_drawn_larger_than_the_verdict() -> None:
    drawn = lay_out(VerdictText("√", "PRESENT", "Ana Paz", ("Argentina",)), 80, 24).plain
    assert draw_letters("PAZ", LARGE)[0].strip() in drawn or draw_letters("ANA PAZ", LARGE)[0].strip() in drawn
    assert draw_letters("PRESENT", LARGE)[0].strip() not in drawn


def test_a_refusal_keeps_its_word_large_where_only_one_of_the_two_can_be() -> None:
    name = "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate"
    drawn = lay_out(VerdictText("x", "REPLACED", name, is_refusal=True), 76, 8).plain
    assert draw_letters("REPLACED", SMALL)[-1].strip() in drawn
    assert "Fernández-Villavicencio" in drawn


@pytest.mark.parametrize("width", [40, 60, 76, 120])
def test_an_answer_never_takes_more_room_than_there_is(width: int) -> None:
    for height in range(3, 40):
        lines = lay_out(VerdictText("√", "PRESENT", "Jean-Baptiste Wisly Saint-Fleur", ("Haiti",)), width, height)
        rows = lines.plain.split("\n")
        assert len(rows) <= max(height, 3)
        assert max(len(row) for row in rows) <= width, height


def test_sizes_differ_in_height() -> None:
    assert [size.height for size in (SMALL, MIDDLE, TALL, LARGE)] == [3, 4, 5, 6]


_ALL = [*SHORT_TITLES.items(), *((Verdict.PRESENT, word) for word in (*ACT_TITLES.values(), MARKED_ABSENT, NOT_LISTED))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("verdict", "word"), _ALL)
def test_every_word_is_large_on_a_wide_screen(verdict: Verdict, word: str, language: str) -> None:
    said = get_translator(language)(word).upper()
    name = "Altagracia Féliz Encarnación"
    for is_person in (True, False):
        text = VerdictText(SHAPES[verdict], said, name, ("República Dominicana", "x"), is_person=is_person)
        assert said not in lay_out(text, 68, 31).plain


@pytest.mark.parametrize("word", ["UNKNOWN", "DESCONOCIDO", "DESCONHECIDO", "INCONNU"])
def test_an_unknown_code_has_a_word_of_four_rows_or_more(word: str) -> None:
    drawn = lay_out(VerdictText("?", word, "HJPF LXRF HXNJ", is_person=False), 68, 31).plain
    assert sum(bool(set("▀▄█") & set(row)) for row in drawn.splitlines()) >= MIDDLE.height


def test_a_code_is_not_broken() -> None:
    text = VerdictText("?", "UNKNOWN", "RBGX FLDC RRSB", ("nearest: Rosa (RBGX FLDC RRST)",), is_person=False)
    assert "(RBGX FLDC RRST)" in lay_out(text, 26, 20).plain


@pytest.mark.parametrize(
    "name", ["João Guilherme d’Ávila Nascimento dos Santos", "Juan Carlos de la Cruz y Paz del Río"]
)
def test_a_long_name_is_large_on_a_wide_screen_beside_a_refusal(name: str) -> None:
    text = VerdictText(
        "x", "REPLACED", name, ("Brazil", "this badge was replaced; ask for the new one"), is_refusal=True
    )
    drawn = lay_out(text, 72, 33).plain
    assert name not in drawn
    assert "REPLACED" not in drawn


def test_the_institution_gives_way_to_a_large_name() -> None:
    said = ("Argentine · Dirección Nacional de Migraciones", "présent(e) depuis 09:06")
    text = VerdictText("=", "ENTRÉE DÉJÀ ENREGISTRÉE", "Ana Lucía Benítez Cáceres", said)
    assert "Ana Lucía" in lay_out(text, 80, 11).plain
    drawn = lay_out(replace(text, shorter=("Argentine · présent(e) depuis 09:06",)), 80, 11).plain
    assert "Ana Lucía" not in drawn
    assert "Argentine · présent(e) depuis 09:06" in drawn
