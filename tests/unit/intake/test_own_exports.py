"""What checkin exports loads back without a change, in every format and heading language."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import COURSE, HandClock

from checkin.badges.mail_merge import MERGE_COLUMNS, mail_merge_list
from checkin.core.course import Course, ExportRules, Participant, Role, Session
from checkin.core.errors import IntakeError
from checkin.core.text import LANGUAGES
from checkin.exports.files import export
from checkin.i18n.cldr import country_name, territories
from checkin.i18n.countries import country_code
from checkin.i18n.roles import role_of
from checkin.i18n.table_headings import word
from checkin.intake.load import Loaded, load
from checkin.intake.roster.roster_file import read_roster
from checkin.intake.words.cell_words import yes
from checkin.intake.words.country_text import CountryText, read_country
from checkin.intake.words.status_words import Status, read_status
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import participants, programme

PEOPLE = """id,nombre,apellidos,correo,país,institución,cargo,rol,grupos,idioma,estado,nota,foto,Dieta,estado civil
001,Ana Lucía,Benítez Cáceres,ana@x.test,Argentina,=Dirección,Analista,,A,es,,Pedir visa,ana.jpg,vegana,
,Suharto,,su@x.test,Indonesia,+Ministry,Asesor,speaker,"A, B",en,,,,,soltero
007,João,d’Ávila,joao@x.test,Brasil,-Polícia,@Delegado,staff,,pt,Cancelado,,,=1+1,
,Renée,O'Connor,renee@x.test,Costa de Marfil,"OIM, Ginebra",,observer,,fr,,,,'quoted,
1E5,Total,García,total@x.test,,,,organizer,,,,,,00123,
"""
PROGRAMME = """id,title,starts_at,ends_at,room,theme,speakers,language,groups,slot,kind,counts,required
s1,Apertura,2026-03-09 09:00,2026-03-09 10:20,Salón A,,"Pérez, Ana; Luis Gómez",es,,,,,yes
s2,=Taller; A,2026-03-09 11:10,2026-03-09 12:30,-1,@Tema,,pt,A,t1,taller,,
s3,Taller B,2026-03-09 11:10,2026-03-09 12:30,B,,María Paz,,B; ponentes,t1,taller,,
s4,Pausa café,2026-03-09 10:20,2026-03-09 11:10,,,,,,,pausa,,
s5,Almuerzo de trabajo,2026-03-09 12:30,2026-03-09 13:30,,,,en,,,almuerzo,yes,
s6,Visita nocturna,2026-03-09 22:30,2026-03-10 01:00,,,,es/en,,,,no,
s7,Madrugada,2026-11-01 01:30:30,2026-11-01 01:45,,,,,,,,,
s8,Madrugada otra vez,2026-11-01 01:30-05:00,2026-11-01 01:50-05:00,,,,,,,,,
"""
FORMATS = (".csv", ";csv", ".xlsx", ".ods")
SAVED = Path(__file__).parent / "saved_by_libreoffice"


@dataclass(frozen=True)
class Exported:
    """A course, and the files that it has exported, by what, format and language."""

    course: OpenCourse
    people: list[Participant]
    sessions: list[Session]
    folder: Path

    def file(self, what: str, form: str, language: str) -> Path:
        """Return an export, written once."""
        path = self.folder / f"{what}-{language or 'keys'}{form.replace(';', '-semicolon.')}"
        if not path.exists():
            course = replace(self.course.course, export=ExportRules(headings=language))
            export(replace(self.course, course=course), path, what=what, semicolon=form == ";csv")
        return path

    def load(self, path: Path) -> Loaded:
        """Load a file and take it back."""
        return load(self.course, [path], dry_run=True)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    root = tmp_path_factory.mktemp("exported")
    (root / "course.toml").write_text(COURSE.replace("America/Argentina/Buenos_Aires", "America/New_York"), "utf-8")
    (root / "participants.csv").write_text(PEOPLE, "utf-8")
    (root / "programme.csv").write_text(PROGRAMME, "utf-8")
    clock = HandClock(datetime(2026, 3, 9, 12, tzinfo=UTC)).clock()
    with ExitStack() as stack:
        course = stack.enter_context(open_course(CourseFolder(root), clock=clock))
        load(course)
        conn = course.record.conn
        folder = tmp_path_factory.mktemp("files")
        yield Exported(course, participants.roster(conn), programme.loaded_sessions(conn), folder)


def differences(loaded: Loaded) -> list[object]:
    """Return everything that a load would change."""
    found: list[object] = []
    if loaded.roster:
        part = loaded.roster
        found += [*part.added, *part.unlisted, *((item.before, item.after, item.fields) for item in part.changed)]
    if loaded.programme:
        sessions = loaded.programme
        found += [*sessions.added, *sessions.unlisted, *((sessions.before[s.id], s) for s in sessions.changed)]
    return found


@pytest.mark.parametrize("language", ["", *LANGUAGES])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", ["roster", "programme"])
def test_what_was_exported_loads_back(exported: Exported, what: str, form: str, language: str) -> None:
    loaded = exported.load(exported.file(what, form, language))
    assert differences(loaded) == []
    found = loaded.roster if what == "roster" else loaded.programme
    assert found is not None
    assert len(found.unchanged) == (5 if what == "roster" else 8)


@pytest.mark.parametrize("language", ["", *LANGUAGES])
@pytest.mark.parametrize(
    "what", ["certificates", "attendance", "matrix", "scans", "sessions", "country", "institution"]
)
def test_a_table_of_figures_is_refused_with_the_command_for_a_list(
    exported: Exported, what: str, language: str
) -> None:
    with pytest.raises(IntakeError, match=r"checkin export FILE --what (roster|programme)"):
        exported.load(exported.file(what, ".csv", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_that_is_written_is_read(language: str) -> None:
    written = {code: country_name(code, language) for code in territories(language) if country_code(code) == code}
    assert {code: text for code, text in written.items() if (read_country(text) or CountryText()).code != code} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_is_read(language: str) -> None:
    roles = {each: role_of(word(each.value, language)) for each in Role}
    assert roles == {each: each for each in Role}
    assert read_status(word("registered", language)) is Status.IN
    assert read_status(word("withdrawn", language)) is Status.OUT
    assert [yes(word(text, language)) for text in ("yes", "no")] == [True, False]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: soffice saves the files again")
@pytest.mark.skipif(not os.environ.get("CHECKIN_LONG"), reason="CHECKIN_LONG is not set: LibreOffice takes seconds")
@pytest.mark.parametrize("form", FORMATS)
def test_what_libreoffice_saved_again_loads_back(exported: Exported, tmp_path: Path, form: str) -> None:
    files = [exported.file(what, form, language) for what in ("roster", "programme") for language in ("", *LANGUAGES)]
    for saved in save_again(files, form, tmp_path):
        assert (saved.name, differences(exported.load(saved))) == (saved.name, [])


@pytest.mark.parametrize("saved", sorted(SAVED.iterdir()), ids=lambda path: path.name)
def test_a_file_that_libreoffice_saved_loads_back(exported: Exported, saved: Path) -> None:
    assert differences(exported.load(saved)) == []


def save_again(files: list[Path], form: str, folder: Path) -> list[Path]:
    """Open files with LibreOffice and save them in their own format."""
    separator = {".csv": 44, ";csv": 59}.get(form)
    options = ["--convert-to", form.removeprefix(".")]
    if separator:
        saved_as = f"csv:Text - txt - csv (StarCalc):{separator},34,76,1,,0,false,true,false"
        options = [f"--infilter=CSV:{separator},34,76,1", "--convert-to", saved_as]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, *options, "--outdir", folder / "saved", *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [folder / "saved" / file.name for file in files]


@pytest.mark.parametrize("language", ["", "es", "fr"])
@pytest.mark.parametrize("more", [("number", "verification", "file", "language"), ("picture",)])
def test_a_list_for_letters_beside_certificates_or_badges_is_no_list_of_people(
    more: tuple[str, ...], language: str, tmp_path: Path, course: Course
) -> None:
    row = ("BCDFGHJKLNPR", "Ana Paz", "a@x.org", "UY", "DNM", "participant", *("x" for _ in more))
    file = tmp_path / "letters.csv"
    file.write_bytes(mail_merge_list((*MERGE_COLUMNS, *more), [row], language))
    with pytest.raises(IntakeError, match="nothing can be loaded from it"):
        read_roster([file], course)
