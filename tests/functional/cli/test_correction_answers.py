"""Corrections by command: the answer names the person, the session and the effect, and who and why are required."""

from collections.abc import Callable, Sequence

import pytest
from tests.functional.cli.directors_course import BY, WHY, DirectorsCourse

# Every command that changes the record by hand, with its required words; {event} is an entry that can be undone.
CHANGES: dict[str, tuple[str, ...]] = {
    "mark": ("mark", "KEI104", "--session", "s1", "--as", "present"),
    "excuse": ("excuse", "KEI104", "--session", "s4"),
    "excuse days": ("excuse", "KEI104", "--from", "2026-03-10", "--to", "2026-03-11"),
    "undo": ("undo", "{scan}"),
    "restore": ("restore", "{undone}"),
    "reissue": ("reissue", "KEI104"),
    "merge": ("merge", "MAR105", "MAR106"),
    "withdraw": ("withdraw", "KEI104", "--from", "2026-03-10"),
    "reinstate": ("reinstate", "JEAN102"),
    "add": ("add", "--name", "Rosa Pérez", "--country", "Uruguay"),
    "decide": ("decide", "KEI104", "--as", "earned"),
    "proof": ("proof", "KEI104"),
    "close": ("session", "close", "s1", "--rest", "absent"),
    "close over": ("session", "close", "--over", "--rest", "absent"),
    "shift": ("session", "shift", "s1", "10"),
    "cancel": ("session", "cancel", "s1"),
    "session restore": ("session", "restore", "s6"),
    "session merge": ("session", "merge", "s3b", "s3a"),
    "move": ("session", "move", "s1", "--room", "Room 9"),
    "move-scans": ("session", "move-scans", "s2", "s1", "--minutes", "-120"),
}
NEED_A_REASON = ("mark", "excuse", "excuse days", "withdraw", "decide")
# What the answer must name beside the entry's id.
NAMED = {
    "mark": ("Keisha Brown", "Jamaica", "Planning Institute", "Opening ceremony", "9 March", "09:00"),
    "excuse": ("Keisha Brown", "Jamaica", "Planning Institute", "Refugee law", "10 March", "09:00"),
    "excuse days": ("Keisha Brown", "Jamaica", "10–11 March", "3 sessions"),
    "undo": ("Luis Paredes", "Paraguay", "Migration in the Americas", "11:00"),
    "restore": ("Luis Paredes", "Paraguay", "Opening ceremony", "09:00"),
    "reissue": ("Keisha Brown", "Jamaica"),
    "merge": ("María Gómez", "Colombia", "Cancillería", "Defensoría del Pueblo"),
    "withdraw": ("Keisha Brown", "Jamaica", "10 March"),
    "reinstate": ("Jean Pierre", "Haiti"),
    "add": ("Rosa Pérez", "Uruguay"),
    "decide": ("Keisha Brown", "Jamaica"),
    "proof": ("Keisha Brown", "Jamaica"),
    "close": ("Opening ceremony", "9 March", "09:00", "absent"),
    "close over": ("Opening ceremony", "9 March", "09:00", "absent"),
    "shift": ("Opening ceremony", "9 March", "09:10"),
    "cancel": ("Opening ceremony", "9 March", "09:00"),
    "session restore": ("Regional agreements", "11 March"),
    "session merge": ("Workshop A", "Workshop B", "14:30"),
    "move": ("Opening ceremony", "Room 9"),
    "move-scans": ("Migration in the Americas", "Opening ceremony", "Luis Paredes", "09:00"),
}


@pytest.fixture
def words(directors_course: DirectorsCourse) -> Callable[[str], Sequence[str]]:
    """The words of each change, in a record where it can be made."""
    course = directors_course

    def prepare() -> None:
        course.scan("LUIS103", at="2026-03-09T08:55")
        course.done("undo", course.events()[-1]["event_id"], *BY)
        course.scan("LUIS103", at="2026-03-09T11:00")
        course.done("withdraw", "JEAN102", "--from", "2026-03-10", *BY, *WHY)
        course.done("session", "cancel", "s6", *BY, *WHY)

    course.begin_from(("corrections",), prepare)
    undone, scan = (event["event_id"] for event in course.events() if event["kind"] == "scan")

    def find(change: str) -> Sequence[str]:
        return [word.format(scan=scan, undone=undone) for word in CHANGES[change]]

    return find


@pytest.mark.parametrize("change", CHANGES)
def test_the_answer_names_person_session_and_effect_and_ends_with_the_id(
    directors_course: DirectorsCourse, words: Callable[[str], Sequence[str]], change: str
) -> None:
    before = len(directors_course.events())
    ended = directors_course.done(*words(change), *BY, *WHY)
    assert [name for name in NAMED[change] if name not in ended.err] == []
    made = {event["event_id"] for event in directors_course.events()[before:]}
    assert {line.split()[1] for line in ended.out.splitlines() if len(line.split()) == 2} & made


@pytest.mark.parametrize("change", CHANGES)
def test_json_gives_the_same_as_objects(
    directors_course: DirectorsCourse, words: Callable[[str], Sequence[str]], change: str
) -> None:
    before = len(directors_course.events())
    ended = directors_course.done(*words(change), *BY, *WHY, "--json")
    keys = (
        "event_id kind code name country institution session title starts_at ends_at from to sessions status at "
        "remaining effect attended expected percent by reason"
    )
    assert {" ".join(found) for found in ended.objects} == {keys}
    made = {event["event_id"] for event in directors_course.events()[before:]}
    assert {found["event_id"] for found in ended.objects} <= made
    assert {found["by"] for found in ended.objects} == {"V. Paz"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_without_a_name_is_refused_and_not_recorded(
    directors_course: DirectorsCourse, words: Callable[[str], Sequence[str]], change: str
) -> None:
    before = directors_course.events()
    for name in ((), ("--by", " ")):
        ended = directors_course.run(*words(change), *name, *WHY)
        assert (ended.status, "--by" in ended.err, "CHECKIN_BY" in ended.err) == (2, True, True)
    assert directors_course.events() == before


@pytest.mark.parametrize("change", NEED_A_REASON)
def test_a_change_that_needs_a_reason_is_refused_without_one(
    directors_course: DirectorsCourse, words: Callable[[str], Sequence[str]], change: str
) -> None:
    before = directors_course.events()
    for reason in ((), ("--reason", "  ")):
        ended = directors_course.run(*words(change), *BY, *reason)
        assert (ended.status, "--reason" in ended.err) == (2, True)
    assert directors_course.events() == before


def test_the_name_can_be_set_in_the_environment(
    directors_course: DirectorsCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKIN_BY", "Dr. Sosa")
    directors_course.done("session", "cancel", "s1")
    assert directors_course.events()[-1]["actor"] == "Dr. Sosa"


def test_the_option_overrides_the_environment(
    directors_course: DirectorsCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKIN_BY", "Dr. Sosa")
    directors_course.done("session", "cancel", "s1", *BY)
    assert directors_course.events()[-1]["actor"] == "V. Paz"


def test_the_whole_answer_to_a_mark(directors_course: DirectorsCourse) -> None:
    ended = directors_course.done("mark", "KEI104", "--session", "s1", "--as", "present", *BY, *WHY)
    assert ended.err == (
        "Keisha Brown, Jamaica, Planning Institute: present at Opening ceremony, 9 March 09:00-10:30; 1 of 6 sessions\n"
    )
    assert ended.out == f"entry  {directors_course.events()[-1]['event_id']}\n"


def test_a_namesake_is_told_apart_by_institution(directors_course: DirectorsCourse) -> None:
    ended = directors_course.done("mark", "MAR106", "--session", "s1", "--as", "absent", *BY, *WHY)
    assert "María Gómez, Colombia, Defensoría del Pueblo: absent" in ended.err


def test_the_answer_to_an_excuse_has_the_sum_of_the_tables(directors_course: DirectorsCourse) -> None:
    days = ("--from", "2026-03-10", "--to", "2026-03-11")
    answer = directors_course.done("excuse", "KEI104", *days, *BY, *WHY).err
    table = directors_course.done("attendance").out
    (row,) = (line for line in table.splitlines() if "Keisha" in line)
    assert "excused from 3 sessions" in answer
    assert answer.rpartition("; ")[2].splitlines()[0] == "0 of 3 sessions"
    assert "0 of 3 sessions, 3 excused left out" in row


EXCUSE = ("excuse", "KEI104", "--from", "2026-03-10", "--to", "2026-03-11", *BY, *WHY)


def test_the_answers_to_an_excuse_say_whether_its_document_was_seen(directors_course: DirectorsCourse) -> None:
    first = directors_course.done(*EXCUSE, "--no-paper", "--due", "2026-03-12").err
    second = directors_course.done(*EXCUSE, "--paper").err
    assert ("document due on 12 March; 0 of 3" in first, "document seen; 0 of 3" in second) == (True, True)


@pytest.mark.parametrize("paper", ["--paper", "--no-paper"])
def test_the_same_excuse_again_is_refused(directors_course: DirectorsCourse, paper: str) -> None:
    directors_course.done(*EXCUSE, paper)
    before = len(directors_course.events())
    ended = directors_course.run(*EXCUSE, paper)
    assert (ended.status, len(directors_course.events()) - before) == (1, 0)
    assert "This excuse of Keisha Brown is in the record" in ended.err


def test_the_same_excuse_after_a_mark_absent_is_recorded(directors_course: DirectorsCourse) -> None:
    directors_course.done(*EXCUSE)
    directors_course.done("mark", "KEI104", "--session", "s4", "--as", "absent", *BY, *WHY)
    assert "excused from 3 sessions" in directors_course.done(*EXCUSE).err


def test_an_excuse_counts_no_session_that_the_person_attended(directors_course: DirectorsCourse) -> None:
    directors_course.done("mark", "KEI104", "--session", "s4", "--as", "present", *BY, *WHY)
    assert "excused from 2 sessions" in directors_course.done(*EXCUSE).err


def test_undoing_the_document_says_that_the_excuse_is_still_in_force(directors_course: DirectorsCourse) -> None:
    directors_course.done(*EXCUSE, "--no-paper")
    directors_course.done(*EXCUSE, "--paper")
    said = directors_course.done("undo", directors_course.events()[-1]["event_id"], *BY).err
    start = "Last change of the excuse undone. In force: Keisha Brown, Jamaica, Planning Institute: excused from 3 "
    assert (said.startswith(start), "; document not seen yet; " in said) == (True, True)


def test_undoing_an_excuse_says_nothing_of_another_one(directors_course: DirectorsCourse) -> None:
    directors_course.done(*EXCUSE)
    said = directors_course.done("undo", directors_course.events()[-1]["event_id"], *BY).err
    assert said.startswith("Undone: Keisha Brown, Jamaica, Planning Institute: excused from 3 sessions")


def test_undoing_a_second_mark_names_the_first_one(directors_course: DirectorsCourse) -> None:
    for status in ("present", "absent"):
        directors_course.done("mark", "KEI104", "--session", "s1", "--as", status, *BY, *WHY)
    said = directors_course.done("undo", directors_course.events()[-1]["event_id"], *BY).err
    assert said.startswith("Undone: Keisha Brown, Jamaica, Planning Institute: absent from Opening ceremony")
    assert "In force again: Keisha Brown, Jamaica, Planning Institute: present at Opening ceremony" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("cancel", "s6"), "Regional agreements, 11 mars 09:00-10:30\xa0: de nouveau au programme\n"),
        (("merge", "s3b", "s3a"), "Workshop B, 9 mars 14:30-16:00\xa0: de nouveau au programme\n"),
    ],
)
def test_a_session_that_is_restored_does_not_read_as_cancelled(
    directors_course: DirectorsCourse, change: tuple[str, ...], said: str
) -> None:
    directors_course.done("session", *change, *BY, *WHY)
    assert directors_course.done("--language", "fr", "session", "restore", change[1], *BY).err == said


def test_an_undone_shift_does_not_read_as_an_undone_session(directors_course: DirectorsCourse) -> None:
    directors_course.done("session", "shift", "s1", "10", *BY, *WHY)
    said = directors_course.done("undo", directors_course.events()[-1]["event_id"], *BY).err
    assert said == "Change of the session undone: Opening ceremony, 9 March 09:00-10:30\n"


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("es", "Presente", "Ya ingresó"),
        ("pt", "Presente", "Já entrou"),
        ("fr", "Présence", "Entrée déjà enregistrée"),
        ("en", "Present", "Already in"),
    ],
)
def test_the_answers_to_scans_begin_with_a_word_of_the_language(
    directors_course: DirectorsCourse, language: str, first: str, second: str
) -> None:
    code = directors_course.badge("LUIS103")
    words = ("--language", language, "scan", "--session", "s1", "--at", "2026-03-09T09:00")
    said = directors_course.done(*words, given=f"{code}\n{code}\n").out.splitlines()
    assert [line.partition("Luis")[0].rstrip() for line in said] == [first, second]
    assert len({line.index("Luis") for line in said}) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("day", "soon"), "'[FECHA]'"),
        (("session", "shift", "s1", "much"), "'MINUTOS': 'much' no es un valor válido (número entero)"),
        (("badges", "--start-at", "much"), "'much' no es un valor válido (número entero)"),
    ],
)
def test_an_error_names_the_argument_and_the_kind_of_value_in_the_language(
    directors_course: DirectorsCourse, words: tuple[str, ...], said: str
) -> None:
    assert said in directors_course.run("--language", "es", *words).err


def test_a_mark_names_the_scan_that_it_counts_instead_of(directors_course: DirectorsCourse) -> None:
    directors_course.scan("LUIS103", at="2026-03-09T09:20")
    said = directors_course.done("mark", "LUIS103", "--session", "s1", "--as", "present", "--at", "09:05", *BY, *WHY)
    assert "counts instead of the scan at 09:20" in said.out + said.err


def test_a_name_in_the_place_of_a_code_is_answered_with_the_codes(directors_course: DirectorsCourse) -> None:
    ended = directors_course.run("mark", "Maria Gomez", "--session", "s1", "--as", "present", *BY, *WHY)
    assert ended.status == 1
    assert "Maria Gomez is not a code. People of such a name: María Gómez, Colombia, " in ended.err


def test_everything_that_a_command_lacks_is_named_with_an_example(directors_course: DirectorsCourse) -> None:
    ended = directors_course.run("mark", "Ana Torres")
    assert ended.status == 2
    assert "Missing: --session, --as. Example: checkin mark" in ended.err


@pytest.mark.parametrize(
    ("language", "heading", "decided", "beneath"),
    [
        ("es", "porcentaje", "de 6 sesiones", "Sesiones que no cuentan"),
        ("pt", "porcentagem", "de 6 sessões", "Sessões que não contam"),
        ("fr", "pourcentage", "sur 6 séances", "Séances qui ne comptent pas"),
        ("en", "percent", "of 6 sessions", "Sessions that do not count"),
    ],
)
def test_the_table_of_attendance_is_in_the_language_of_its_reader(
    directors_course: DirectorsCourse, language: str, heading: str, decided: str, beneath: str
) -> None:
    ended = directors_course.done("--language", language, "attendance")
    assert (heading in ended.out.splitlines()[0], decided in ended.out, beneath in ended.err) == (True, True, True)


def test_the_keys_of_json_stay_english(directors_course: DirectorsCourse) -> None:
    (row, *_) = directors_course.done("--language", "fr", "attendance", "--by", "country", "--json").objects
    assert {"country", "people", "expected", "credit", "out_of", "percent"} <= row.keys()


def test_undo_last_takes_back_the_last_entry_of_the_same_person(directors_course: DirectorsCourse) -> None:
    directors_course.done("mark", "KEI104", "--session", "s1", "--as", "present", *BY, *WHY)
    assert "Undone: Keisha Brown" in directors_course.done("undo", "--last", *BY).err


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            [("mark", "KEI104", "--session", "s1", "--as", "absent", *BY, *WHY), ("undo", "--last", *BY)],
            "Undone: Keisha",
        ),
        ([("session", "cancel", "s6", *BY), ("session", "restore", "s6", *BY)], "in the programme again"),
        ([("load",)], "a load of the files"),
        ([("mark", "KEI104", "--session", "s1", "--as", "absent", "--by", "M. Ruiz", *WHY)], "Keisha Brown, Jamaica"),
        ([], "Luis Paredes, Paraguay"),
    ],
    ids=["after an undo", "after a restored session", "after a load", "of somebody else", "a scan"],
)
def test_undo_last_asks_before_it_takes_back_what_the_person_did_not_enter_last(
    directors_course: DirectorsCourse, before: Sequence[Sequence[str]], said: str
) -> None:
    directors_course.scan("LUIS103", at="2026-03-09T08:55")
    people = directors_course.root / "participants.csv"
    people.write_text(people.read_text("utf-8").replace("Keisha Brown", "Keisha Browne"), "utf-8")
    for words in before:
        directors_course.done(*words)
    recorded = len(directors_course.events())
    ended = directors_course.run("undo", "--last", *BY)
    assert (ended.status, len(directors_course.events())) == (1, recorded)
    assert said in ended.err
    assert "checkin undo " in ended.err


def test_two_times_of_arrival_are_told_apart_when_one_is_undone(directors_course: DirectorsCourse) -> None:
    for time in ("09:02", "09:04"):
        directors_course.done("mark", "KEI104", "--session", "s1", "--as", "present", "--at", time, *BY, *WHY)
    answer = directors_course.done("undo", "--last", *BY).err
    assert answer.index("arrived at 09:04") < answer.index("In force again") < answer.index("arrived at 09:02")


def test_the_undo_of_a_checked_name_restores_the_name_of_the_list(directors_course: DirectorsCourse) -> None:
    course = directors_course
    checked = course.done("proof", "KEI104", "--name", "Keisha Browne", *BY)
    assert "Keisha Brown, Jamaica" in course.done("undo", checked.event, *BY).err
    assert "Keisha Browne" not in course.done("attendance").out
    assert "Keisha Browne, Jamaica" in course.done("restore", checked.event, *BY).err
    assert "Keisha Browne" in course.done("attendance").out
