"""Whose badges are printed, and what the record keeps of it."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from checkin.attendance.corrections import Corrections
from checkin.attendance.participant_filter import filter_participants
from checkin.badges.imprint import badge_content_hash
from checkin.badges.mail_merge import qr_pictures
from checkin.badges.printing import PrintRequest, chosen_people, print_badges
from checkin.core.badge_style import BadgeStyle
from checkin.core.course import Participant, Role
from checkin.core.errors import DesignError, NotFoundError, PrinterError
from checkin.core.events import Kind, NewEvent
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("", ["Ana", "João", "Sol"]),
        ("role=speaker", ["Sol"]),
        ("country=Brasil", ["João"]),
        ("country=br, group=b", ["João"]),
        ("nuñ", []),
        ("joao", ["João"]),
        ("ANA101", ["Ana"]),
        ("code=ana101", ["Ana"]),
        ("code=", []),
        ("¿?", []),
    ],
)
def test_whose_badges_is_said_in_a_few_words(who: str, names: list[str]) -> None:
    people = [
        Participant(name="Ana", country="PE", groups=("A",), own_code="ANA101"),
        Participant(name="João", country="BR", groups=("B",)),
        Participant(name="Sol", role=Role.SPEAKER),
    ]
    assert [person.name for person in filter_participants(people, who)] == names


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("rol=expositor", ["Sol"]),
        ("papel=palestrante", ["Sol"]),
        ("rôle=intervenante", ["Sol"]),
        ("País=Brasil", ["João"]),
        ("pays=Pérou", ["Ana"]),
        ("grupo=a", ["Ana"]),
        ("institución=defensoría", ["Ana"]),
        ("nome=joão", ["João"]),
        ("código=hjpf lxrf hxnj", ["Sol"]),
    ],
)
def test_an_expression_may_be_in_any_of_the_four_languages(who: str, names: list[str]) -> None:
    people = [
        Participant(name="Ana", country="PE", groups=("A",), institution="Defensoría del Pueblo"),
        Participant(name="João", country="BR", groups=("B",)),
        Participant(name="Sol", role=Role.SPEAKER, code="HJPFLXRFHXNJ"),
    ]
    assert [person.name for person in filter_participants(people, who)] == names


def test_an_expression_that_is_not_known_says_what_is() -> None:
    with pytest.raises(NotFoundError, match="colour is not known here: before the = stands role"):
        filter_participants([Participant(name="Ana")], "colour=red")


def test_what_was_printed_is_in_the_record_and_is_no_attendance(open_course: OpenCourse) -> None:
    printed = print_badges(open_course, PrintRequest())
    assert len(printed.people) == 4
    assert set(event_log.printed_badges(open_course.record.conn)) == {person.code for person in printed.people}
    assert not any(row.status.attended for row in attendance.attendance(open_course.record.conn))


def test_a_role_has_a_design_of_its_own_or_no_badge(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": "card", "participant": ""})
    printed = print_badges(replace(open_course, course=rules), PrintRequest())
    assert [person.role for person in printed.people] == [Role.SPEAKER]
    assert [file.name for file in printed.files] == ["credenciales-a6.pdf"]


def test_several_designs_are_as_many_files(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": "card"})
    printed = print_badges(replace(open_course, course=rules), PrintRequest())
    assert sorted(file.name for file in printed.files) == ["credenciales-a6-card.pdf", "credenciales-a6-lanyard.pdf"]
    assert (len(printed.people), printed.pages) == (4, 4)


def test_a_design_that_is_wished_for_is_everybodys(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": ""})
    assert len(print_badges(replace(open_course, course=rules), PrintRequest(design="card")).people) == 4


@pytest.mark.parametrize(
    ("change", "new"),
    [
        ({"title": "Another"}, 4),
        ({"short_title": "Short"}, 4),
        ({"countries": {"BR": {"": "República Federativa do Brasil"}}}, 1),
        ({"texts": {"title": {"es": "Curso", "pt": "Curso de migração"}}}, 1),
        ({"badges": BadgeStyle(background="behind.png")}, 4),
        ({"contact": "somebody@example.org"}, 0),
    ],
)
def test_a_badge_is_new_where_something_on_it_has_changed(
    open_course: OpenCourse, change: dict[str, object], new: int
) -> None:
    Image.new("RGB", (40, 60), "#e0e0ff").save(open_course.folder.root / "behind.png")
    open_course.record.conn.execute("UPDATE participants SET language = 'pt' WHERE name LIKE 'João%'")
    print_badges(open_course, PrintRequest())
    other = replace(open_course, course=replace(open_course.course, **change))  # type: ignore[arg-type]
    assert len(chosen_people(other, PrintRequest(only_new=True))) == new


def test_only_new_badges_are_those_not_printed_yet(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(who="role=speaker"))
    assert len(print_badges(open_course, PrintRequest(only_new=True)).people) == 3
    assert not print_badges(open_course, PrintRequest(only_new=True)).people


def test_a_badge_whose_facts_have_changed_is_new_again(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest())
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET institution = 'Cancillería' WHERE name LIKE 'Ana%'")
    assert [person.name for person in chosen_people(open_course, PrintRequest(only_new=True))] == ["Ana Núñez"]


def test_a_changed_title_makes_all_badges_new(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest())
    other = replace(open_course, course=replace(open_course.course, title="Another title"))
    assert len(chosen_people(other, PrintRequest(only_new=True))) == 4


def test_another_design_makes_badges_new(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(design="card"))
    assert len(chosen_people(open_course, PrintRequest(only_new=True))) == 4
    assert not chosen_people(open_course, PrintRequest(only_new=True, design="card"))


def test_a_badge_that_an_earlier_version_recorded_stays_printed(open_course: OpenCourse) -> None:
    (person,) = chosen_people(open_course, PrintRequest(who="role=speaker"))
    facts = {"design": "lanyard", "sheet": "a6", "run": "a", "imprint": badge_content_hash(person)}
    with open_course.record.writing() as writing:
        writing.append(NewEvent(kind=Kind.PRINT, participant=person.id, code=person.code, facts=facts))
    assert not chosen_people(open_course, PrintRequest(who="role=speaker", only_new=True))


@pytest.mark.parametrize("wish", [PrintRequest(preview=True), PrintRequest(kind="png", ppi=72)])
def test_a_preview_and_pictures_do_not_count_as_printed(open_course: OpenCourse, wish: PrintRequest) -> None:
    assert len(print_badges(open_course, wish).people) == 4
    assert not event_log.printed_badges(open_course.record.conn)


def test_a_run_never_overwrites_an_earlier_one(open_course: OpenCourse) -> None:
    names = [print_badges(open_course, PrintRequest(who="role=speaker")).files[0].name for _ in range(3)]
    assert names == ["credenciales-a6.pdf", "credenciales-a6-2.pdf", "credenciales-a6-3.pdf"]


def test_people_whose_badge_cannot_be_drawn_are_named_and_the_others_are_drawn(open_course: OpenCourse) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = ? WHERE name LIKE 'Ana%'", ("x" * 300,))
        writing.conn.execute("UPDATE participants SET name = 'ሀ ለ' WHERE role = 'speaker'")
    printed = print_badges(open_course, PrintRequest(design="card"))
    assert sorted(person.name for person in printed.left_out) == ["x" * 300, "ሀ ለ"]
    assert len(printed.people) == len(pypdfium2.PdfDocument(printed.files[0])) == 2
    assert set(event_log.printed_badges(open_course.record.conn)) == {person.code for person in printed.people}


def test_where_no_badge_can_be_drawn_the_run_stops_with_the_reason(open_course: OpenCourse) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = 'ሀ ለ'")
    with pytest.raises(DesignError, match="No font has these characters"):
        print_badges(open_course, PrintRequest())


def test_what_the_printer_refuses_is_not_recorded_and_the_file_stays(open_course: OpenCourse) -> None:
    def refuse(files: Sequence[Path]) -> None:
        raise PrinterError("The printer does not answer: {reason}.", reason="x")

    with pytest.raises(PrinterError):
        print_badges(open_course, PrintRequest(), deliver=refuse)
    assert (open_course.folder.badges / "credenciales-a6.pdf").exists()
    assert not event_log.printed_badges(open_course.record.conn)


def test_a_reissued_badge_is_new(open_course: OpenCourse) -> None:
    printed = print_badges(open_course, PrintRequest())
    _, code = Corrections.of(open_course).reissue(printed.people[0].code)
    assert [person.code for person in chosen_people(open_course, PrintRequest(only_new=True))] == [code]


def test_what_was_printed_when_is_known_run_by_run(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(who="role=speaker", design="card"))
    print_badges(open_course, PrintRequest(sheet="a6-on-a4"))
    runs = event_log.print_runs(open_course.record.conn)
    assert sorted((run.badges, run.design, run.sheet) for run in runs) == [
        (1, "card", "a6"),
        (4, "lanyard", "a6-on-a4"),
    ]


def test_a_run_is_printed_again_for_the_same_people(open_course: OpenCourse) -> None:
    speakers = print_badges(open_course, PrintRequest(who="role=speaker")).people
    print_badges(open_course, PrintRequest(who="role=participant"))
    (run,) = [run.run for run in event_log.print_runs(open_course.record.conn) if run.badges == 1]
    assert print_badges(open_course, PrintRequest(run=run)).people == speakers


def test_a_run_that_is_stopped_is_not_in_the_record(open_course: OpenCourse) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_badges(open_course, PrintRequest(), stop)
    assert not event_log.printed_badges(open_course.record.conn)


def test_progress_goes_on_over_several_designs(open_course: OpenCourse) -> None:
    told: list[int] = []
    rules = replace(open_course.course, badge_roles={"speaker": "card"})
    print_badges(replace(open_course, course=rules), PrintRequest(), told.append)
    assert told == sorted(told)
    assert told[-1] == 4


def test_labels_get_the_design_that_takes_their_size(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(sheet="herma-4412"))
    assert {run.design for run in event_log.print_runs(open_course.record.conn)} == {"label"}


def test_codes_for_a_mail_merge_are_a_picture_each_and_a_list(open_course: OpenCourse) -> None:
    cv2 = pytest.importorskip("cv2")  # Wine cannot load numpy
    printed = print_badges(open_course, PrintRequest(kind="qr"))
    folder = open_course.folder.badges / "qr"
    with (folder / "combinar-correspondencia.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == [person.code for person in printed.people]
    for row in rows:
        picture = Image.open(folder / row["picture"])
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [row["code"]]
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(cv2.imread(str(folder / row["picture"])))
        assert text == row["code"]
    assert not event_log.printed_badges(open_course.record.conn)


def test_the_list_for_a_mail_merge_holds_no_formula(open_course: OpenCourse, tmp_path: Path) -> None:
    qr_pictures([Participant(name="=1+1", code="BBBBBBBBBBBB")], tmp_path)
    assert ",'=1+1," in (tmp_path / "mail-merge.csv").read_text("utf-8-sig")
