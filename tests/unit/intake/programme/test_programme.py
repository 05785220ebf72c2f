"""Programme files into sessions, and which files are programmes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.intake.conftest import said

from checkin.core.course import Course, Session
from checkin.intake.programme.programme_file import has_sessions, read_programme
from checkin.intake.tables.heading_names import PROGRAMME

Write = Callable[..., Path]
Problems = Callable[..., list[str]]
Sessions = Callable[..., tuple[Session, ...]]
Wrong = Callable[..., list[str]]


@pytest.fixture
def sessions(write: Write, course: Course) -> Sessions:
    return lambda *lines: read_programme([write(lines, "programme.csv")], course).sessions


@pytest.fixture
def wrong(write: Write, course: Course, problems: Problems) -> Wrong:
    return lambda *lines: problems(read_programme, [write(lines, "programme.csv")], course)


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_row_becomes_a_session_with_every_field(sessions: Sessions) -> None:
    assert sessions(
        "id,title,starts_at,ends_at,room,theme,speakers,language,groups,kind,counts,required",
        "s1,Apertura,2026-03-09T09:30,2026-03-09T10:30,Salón,Inicio,Ana Paz; Luis Gil,español,B;A,ceremony,sí,oui",
    ) == (
        Session(
            id="s1",
            title="Apertura",
            starts_at=utc(9, 12, 30),
            ends_at=utc(9, 13, 30),
            room="Salón",
            theme="Inicio",
            speakers=("Ana Paz", "Luis Gil"),
            language="es",
            groups=("A", "B"),
            kind="ceremony",
            counts=True,
            required=True,
        ),
    )


@pytest.mark.parametrize(
    ("topic", "title"), [("Tema", "Título"), ("Topic", "Title"), ("Assunto", "Título"), ("Sujet", "Titre")]
)
@pytest.mark.parametrize("degree", ["Dra.", "Prof. Dr.", "Mme"])
def test_a_title_of_degrees_is_no_title_of_sessions(sessions: Sessions, topic: str, title: str, degree: str) -> None:
    (session,) = sessions(f"{topic},{title},start,end", f"Refugio,{degree},2026-03-09 09:00,10:00")
    assert session.title == "Refugio"


@pytest.mark.parametrize("headings", ["Título,Tema", "Sesión,Tema", "Title,Topic", "Titre,Sujet", "Título,Assunto"])
def test_tema_is_the_theme_where_another_column_gives_the_title(sessions: Sessions, headings: str) -> None:
    (session,) = sessions(f"{headings},start,end", "Apertura,Inicio,2026-03-09 09:00,10:00")
    assert (session.title, session.theme) == ("Apertura", "Inicio")


def test_tema_alone_is_the_title(sessions: Sessions) -> None:
    (session,) = sessions("Tema,Eje,start,end", "Apertura,Inicio,2026-03-09 09:00,10:00")
    assert (session.title, session.theme) == ("Apertura", "Inicio")


def test_tema_is_the_title_where_the_course_says_so(write: Write, course: Course) -> None:
    own = replace(course, columns={"Tema": "title", "Título": "fact"})
    rows = ["Tema,Título,start,end", "Apertura,Dr.,2026-03-09 09:00,10:00"]
    assert read_programme([write(rows, "programme.csv")], own).sessions[0].title == "Apertura"


def test_the_example_course_names_every_field_of_a_programme() -> None:
    text = resources.files("checkin.lifecycle").joinpath("examples", "en", "course.toml").read_text(encoding="utf-8")
    comment = text[: text.index("[columns]")].rpartition("\n\n")[2]
    fields = {{"start": "starts_at", "end": "ends_at"}.get(name, name) for name in PROGRAMME.values()}
    words = " ".join(comment.replace("\n# ", " ").split())
    assert fields <= set(re.findall(r"\w+", words.partition("fields of a programme are")[2]))


def test_times_are_kept_in_utc(sessions: Sessions) -> None:
    (session,) = sessions("title,starts_at,ends_at", "A,2026-03-09T09:30-05:00,2026-03-09T15:30Z")
    assert (session.starts_at, session.ends_at) == (utc(9, 14, 30), utc(9, 15, 30))
    assert session.starts_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Título,Fecha,Hora de inicio,Hora de fin", "A,09/03/2026,9.30,10h30"),
        ("Título,Data,Início,Fim", "A,2026-03-09,9h30,10h30"),
        ("Title,Day,Start,End", "A,9 March 2026,9:30 am,10:30 am"),
        ("Titre,Date,Horaire", "A,lundi 9 mars 2026,9h30 à 10h30"),
        ("title,start,end", "A,09/03/2026 09:30,10:30"),
        ("title,date,start,end", "A,9 de marzo,09:30,10:30"),
        ("title,date,start,end", "A,2026-03-09 00:00:00,09:30:00,10:30:00"),
        ("title,start date,start time,end date,end time", "A,2026-03-09,09:30,2026-03-09,10:30"),
    ],
)
def test_dates_and_times_in_every_usual_shape(sessions: Sessions, headings: str, row: str) -> None:
    (session,) = sessions(headings, row)
    assert (session.starts_at, session.ends_at) == (utc(9, 12, 30), utc(9, 13, 30))


def test_a_spreadsheets_own_dates_and_times(sheet: Write, course: Course) -> None:
    rows = [
        ["Título", "Fecha", "Inicio", "Fin"],
        ["A", date(2026, 3, 9), time(9, 30), time(10, 30)],
        ["B", *(utc(10, *at).replace(tzinfo=None) for at in ((0,), (9, 30), (10, 30)))],
    ]
    first, second = read_programme([sheet(rows, name="programa.xlsx")], course).sessions
    assert (first.starts_at, second.ends_at) == (utc(9, 12, 30), utc(10, 13, 30))


def test_a_date_written_once_is_that_of_the_rows_beneath_it(sessions: Sessions) -> None:
    found = sessions("date,title,start,end", "2026-03-09,A,09:00,10:00", ",B,10:00,11:00", "2026-03-10,C,09:00,10:00")
    assert [session.starts_at.day for session in found] == [9, 9, 10]


def test_a_day_alone_in_a_row_is_the_date_of_the_rows_beneath_it(sessions: Sessions) -> None:
    found = sessions(
        "Hora,Título,Sala",
        "Lunes 9 de marzo,,",
        "9:00-10:00,A,",
        "10:00-11:00,B,",
        "Martes 10 de marzo,,",
        "9:00-10:00,C,",
    )
    assert [(session.title, session.starts_at.day) for session in found] == [("A", 9), ("B", 9), ("C", 10)]


@pytest.mark.parametrize("end", ["00:00", "24:00", "12:00 am"])
def test_an_end_at_midnight_is_the_midnight_that_follows(sessions: Sessions, end: str) -> None:
    (session,) = sessions("title,date,start,end", f"Cena,2026-03-09,21:00,{end}")
    assert session.ends_at == utc(10, 3)


@pytest.mark.parametrize("row", ["22:30,02:00", "22:30-02:00,", "14:00,02:00"])
def test_an_end_before_the_start_and_without_a_date_is_on_the_next_day(sessions: Sessions, row: str) -> None:
    (session,) = sessions("title,date,start,end", f"A,2026-03-09,{row}")
    assert session.ends_at == utc(10, 5)


def test_a_session_taken_past_midnight_is_said(write: Write, course: Course) -> None:
    file = read_programme([write(["title,date,start,end", "Gala,2026-03-09,22:30,02:00"], "programme.csv")], course)
    assert "programme.csv, row 2: 'Gala', '22:30' – '02:00', ends on the day after it begins" in said(file)


def test_a_session_of_more_than_half_a_day_is_not_taken_past_midnight(wrong: Wrong) -> None:
    (problem,) = wrong("title,date,start,end", "A,2026-03-09,14:00,02:01")
    assert "write the date of the end too" in problem


def test_an_id_that_is_left_out_is_made_from_the_start(sessions: Sessions) -> None:
    found = sessions(
        "id,title,starts_at,ends_at", ",A,2026-03-09T09:30,2026-03-09T10:30", "x,B,2026-03-09T09:30,2026-03-09T10:30"
    )
    assert [session.id for session in found] == ["0309-0930", "x"]


def test_ids_of_parallel_sessions_do_not_depend_on_their_order(sessions: Sessions) -> None:
    rows = ["B,2026-03-09T09:30,2026-03-09T10:30,Sala Sierra", "A,2026-03-09T09:30,2026-03-09T10:30,Sala Mar"]
    one, other = (sessions("title,starts_at,ends_at,room", *order) for order in (rows, rows[::-1]))
    ids = {session.title: session.id for session in one}
    assert ids == {"A": "0309-0930-sala-mar", "B": "0309-0930-sala-sierra"}
    assert ids == {session.title: session.id for session in other}


def test_ids_without_rooms_are_told_apart_by_title_and_at_last_by_number(sessions: Sessions) -> None:
    row = ",2026-03-09T09:30,2026-03-09T10:30"
    found = sessions("title,starts_at,ends_at", f"Taller{row}", f"Foro{row}", f"Taller{row}", f"Taller{row}")
    assert [session.id for session in found] == ["0309-0930-taller", "0309-0930-foro", "0309-0930-2", "0309-0930-3"]


def test_counts_is_yes_and_required_is_no_where_nothing_is_said(sessions: Sessions) -> None:
    found = sessions(
        "title,starts_at,ends_at,counts,required",
        "A,2026-03-09T09:30,2026-03-09T10:30,,",
        "B,2026-03-10T09:30,2026-03-10T10:30,não,x",
    )
    assert [(session.counts, session.required) for session in found] == [(True, False), (False, True)]


def test_a_role_in_any_language_is_the_role_among_the_groups(sessions: Sessions) -> None:
    (session,) = sessions(
        "title,starts_at,ends_at,groups", 'A,2026-03-09T09:30,2026-03-09T10:30,"Ponentes / B, Participantes"'
    )
    assert session.groups == ("B", "participant", "speaker")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ana Paz; Luis Gil", ("Ana Paz", "Luis Gil")),
        ('"Ana Paz, Luis Gil"', ("Ana Paz", "Luis Gil")),
        ('"Paz, Ana"', ("Paz, Ana",)),
        ('"Paz, Ana; Gil, Luis"', ("Paz, Ana", "Gil, Luis")),
        ("Ana Paz / Luis Gil", ("Ana Paz", "Luis Gil")),
        ('"PAZ GIL, Ana María"', ("PAZ GIL, Ana María",)),
    ],
)
def test_speakers_are_told_apart_without_cutting_a_name(sessions: Sessions, cell: str, names: tuple[str, ...]) -> None:
    (session,) = sessions("title,starts_at,ends_at,speakers", f"A,2026-03-09T09:30,2026-03-09T10:30,{cell}")
    assert session.speakers == names


def test_a_cancelled_session_is_left_out_and_said(write: Write, course: Course) -> None:
    rows = [
        "title,starts_at,ends_at,status",
        "A,2026-03-09T09:30,2026-03-09T10:30,cancelado",
        "B,2026-03-09T11:00,2026-03-09T12:00,",
    ]
    file = read_programme([write(rows, "programme.csv")], course)
    assert [session.title for session in file.sessions] == ["B"]
    assert said(file) == ("programme.csv, row 2: 'A' is cancelled and left out",)


def test_columns_that_are_not_used_are_said(write: Write, course: Course) -> None:
    rows = ["title,starts_at,ends_at,Catering", "A,2026-03-09T09:30,2026-03-09T10:30,café"]
    assert said(read_programme([write(rows, "programme.csv")], course)) == ("programme.csv: not used: Catering",)


NO_TIME = "is not a time; write it like 09:30, or 2026-03-09 09:30 with its date"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",2026-03-09,09:30,10:30,,,", "title (A): the title is missing"),
        (
            "A,2026-03-09,10:30,09:30,,,",
            "end (D): the session ends before it starts; if it goes past midnight, write the date of the end too",
        ),
        ("A,2026-03-09,22:00,2026-03-09 02:00,,,", "end (D): the session ends before it starts"),
        ("A,2026-03-09,10:30,10:30,,,", "end (D): the session ends as it starts"),
        ("A,2026-03-09,2026-03-09 09:00,2026-03-10 09:01,,,", "end (D): the session is longer than 24 hours"),
        ("A,2026-03-09,nine,10:30,,,", f"start (C): 'nine' {NO_TIME}"),
        ("A,2026-03-09,09:30,25:00,,,", f"end (D): '25:00' {NO_TIME}"),
        ("A,2026-03-09,,10:30,,,", "start (C): the time of the start is missing"),
        ("A,31/02/2026,09:30,10:30,,,", "date (B): '31/02/2026' is not a date; write it like 2026-03-09 or 09/03/2026"),
        ("A,13/13/2026,09:30,10:30,,,", "date (B): '13/13/2026' is not a date; write it like 2026-03-09 or 09/03/2026"),
        ("A,,09:30,10:30,,,", "date (B): the date is missing; write it like 2026-03-09 or 09/03/2026"),
        ("A,,2026-03-09,10:30,,,", "start (C): '2026-03-09' has no time of day; write it like 2026-03-09 09:30"),
        ("A,2026-03-09,09:30,10:30,quizás,,", "counts (E): 'quizás' is neither yes nor no"),
        ("A,2026-03-09,09:30,10:30,,maybe,", "required (F): 'maybe' is neither yes nor no"),
        (
            "A,2026-03-09,09:30,10:30,,,../..",
            "id (G): '../..' cannot be an id; use up to 40 letters, digits and hyphens, like panel-1",
        ),
        ("x" * 501 + ",2026-03-09,09:30,10:30,,,", "title (A): the text has more than 500 letters"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column_and_reason(wrong: Wrong, row: str, problem: str) -> None:
    assert wrong("title,date,start,end,counts,required,id", row) == [f"programme.csv, row 2, column {problem}"]


def test_a_time_that_the_clocks_skip_is_a_problem(write: Write, course: Course, problems: Problems) -> None:
    northern = replace(course, timezone=ZoneInfo("America/New_York"))
    path = write(["title,date,start,end", "A,2026-03-08,02:30,03:30"], "programme.csv")
    assert problems(read_programme, [path], northern) == [
        "programme.csv, row 2, column start (C): '02:30' does not exist on 2026-03-08: "
        "the clocks are put forward over it"
    ]


def test_a_session_over_a_change_of_the_clocks_has_its_real_length(write: Write, course: Course) -> None:
    northern = replace(course, timezone=ZoneInfo("America/New_York"))
    path = write(["title,date,start,end", "A,2026-11-01,00:30,02:30"], "programme.csv")
    assert read_programme([path], northern).sessions[0].minutes == 180


def test_two_sessions_in_one_room_at_once_are_loaded_and_named(write: Write, course: Course) -> None:
    rows = [
        "title,starts_at,ends_at,room",
        "Taller B,2026-03-09T10:00,2026-03-09T11:30,SALON MAR",
        "Taller A,2026-03-09T09:30,2026-03-09T10:30,Salón Mar",
        "Elsewhere,2026-03-09T09:30,2026-03-09T10:30,Salón Sierra",
    ]
    (notice,) = said(read_programme([write(rows, "programme.csv")], course))
    assert notice.startswith("programme.csv, row 2: 'Taller B' begins in SALON MAR before 'Taller A' (row 3) has ended")


def test_a_short_session_inside_a_long_one_does_not_hide_the_next_overlap(write: Write, course: Course) -> None:
    rows = [
        "id,title,starts_at,ends_at,room",
        "a,Long,2026-03-09T09:00,2026-03-09T12:00,M",
        "b,Short,2026-03-09T09:30,2026-03-09T10:00,M",
        "c,Late,2026-03-09T11:00,2026-03-09T13:00,M",
    ]
    found = said(read_programme([write(rows, "programme.csv")], course))
    assert len(found) == 2
    assert "'Late' begins in M before 'Long' (row 2)" in found[1]


def test_an_end_is_missing_in_one_row_only(wrong: Wrong) -> None:
    assert wrong("title,date,start,end", "A,2026-03-09,09:30,10:30", "B,2026-03-09,11:00,") == [
        "programme.csv, row 3, column end (D): the time of the end is missing"
    ]


def test_a_programme_without_ends_asks_once_for_the_length(wrong: Wrong) -> None:
    (only,) = wrong("title,date,start", "A,2026-03-09,09:30", "B,2026-03-09,11:00")
    assert only.endswith('[columns]\n  length = "90"')


def test_one_after_another_in_one_room_and_without_a_room_is_fine(sessions: Sessions) -> None:
    rows = ["A,2026-03-09T09:00,2026-03-09T10:00,M", "B,2026-03-09T10:00,2026-03-09T11:00,M"]
    rows += ["C,2026-03-09T09:00,2026-03-09T10:00,", "D,2026-03-09T09:00,2026-03-09T10:00,"]
    assert len(sessions("title,starts_at,ends_at,room", *rows)) == 4


def test_two_sessions_of_one_id_are_both_named_across_files(write: Write, course: Course, problems: Problems) -> None:
    one = write(["id,title,starts_at,ends_at", "s1,A,2026-03-09T09:00,2026-03-09T10:00"], "one.csv")
    two = write(["id,title,starts_at,ends_at", "S1,B,2026-03-10T09:00,2026-03-10T10:00"], "two.csv")
    assert problems(read_programme, [one, two], course) == [
        "two.csv, row 2, column id: 'B' has the id 'S1' of 'A' (one.csv)"
    ]


@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        ("fecha,inicio,fin", "no column with the titles is recognised (headings found: fecha, inicio, fin)"),
        ("título,sala", "no column with the times is recognised (headings found: título, sala)"),
    ],
)
def test_a_file_that_lacks_what_is_needed_lists_what_it_has(wrong: Wrong, headings: str, reason: str) -> None:
    (only,) = wrong(headings, "a,b,c"[: len(headings.split(",")) * 2 - 1])
    assert only.startswith(f"programme.csv: {reason}")


def test_an_empty_programme_is_said_so(wrong: Wrong) -> None:
    assert wrong("title,starts_at,ends_at") == [
        "programme.csv: the programme is empty: headings, but no session beneath them"
    ]


@pytest.mark.parametrize(
    ("name", "headings", "expected"),
    [
        ("agenda.ics", "", True),
        ("participants.csv", "título,inicio,fin", False),
        ("programme.csv", "name,country", True),
        ("curso.csv", "Título,Fecha,Inicio,Fin,Sala", True),
        ("curso.csv", "Nombre,País,Correo", False),
        ("programa.csv", "Nombre,País,Correo", False),
        ("lista.csv", "Título,Fecha,Inicio,Fin,Sala", True),
        ("curso.csv", "Nombre,Inicio,Fin,Sala,Fecha", True),
        ("inscripciones.csv", "Marca temporal,Nombre,País,Hora", False),
        ("agenda.csv", "x,y", True),
        ("whatever.csv", "x,y", False),
    ],
)
def test_a_programme_is_told_from_a_roster(
    write: Write, course: Course, name: str, headings: str, expected: bool
) -> None:
    assert has_sessions(write([headings, "a,b"], name), course) is expected


def test_a_file_that_cannot_be_read_is_neither(tmp_path: Path, course: Course, problems: Problems) -> None:
    assert "there is no such file" in problems(has_sessions, tmp_path / "no.csv", course)[0]


@pytest.mark.parametrize(("offset", "named"), [("-03:00", False), ("", False), ("Z", True), ("+01:00", True)])
def test_times_with_another_offset_than_the_courses_are_named(
    write: Write, course: Course, offset: str, named: bool
) -> None:
    rows = "title,starts_at,ends_at", f"Apertura,2026-03-09T12:30{offset},2026-03-09T13:30{offset}"
    found = read_programme([write(rows, "programme.csv")], course).notices
    said = [str(one) for one in found if "UTC offset" in str(one)]
    assert bool(said) == named
    assert not named or f"12:30{offset}' = 2026-03-09 {'09:30' if offset == 'Z' else '08:30'}" in said[0]
