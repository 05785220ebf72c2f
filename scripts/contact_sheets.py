"""Draw every kind of page of a difficult course, many on each picture, to look at all of them.

    python scripts/contact_sheets.py FOLDER [LANGUAGE ...]

The course has 60 sessions, long names, namesakes, a cancelled and a shifted session, excuses, a withdrawal, decisions,
and certificates of participants, speakers and observers. Each language (es, pt, en, fr) is a course of its own, kept in
FOLDER beside its pictures. LibreOffice and Chromium draw the workbook and the letters where they are installed.
"""

import base64
import email
import email.policy
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.badges.calibration_sheet import draw_calibration_sheet
from checkin.badges.design import design_named
from checkin.badges.printing import PrintRequest, print_badges
from checkin.badges.sheets import sheet_named
from checkin.certificates.ceremony import prepare_ceremony
from checkin.certificates.draw import designs
from checkin.certificates.issue import preview
from checkin.certificates.issued_pages import print_again
from checkin.certificates.plan import plan
from checkin.core.errors import CheckinError
from checkin.core.text import LANGUAGES
from checkin.door.scan import Door
from checkin.exports import emergency_list, paper_lists
from checkin.exports.door_guide import draw_door_guide
from checkin.exports.files import export
from checkin.exports.list_pdf import draw_list
from checkin.exports.report.course_report import report
from checkin.exports.report.day_report import day_page
from checkin.exports.report.renderers import save
from checkin.intake.load import load
from checkin.mail.letter_texts import What
from checkin.mail.plan import MailRequest, plan_mail
from checkin.mail.preview import preview_letter
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.queries import certificates
from checkin.store.roster import participants, programme
from checkin.system.clock import Clock


def local(es: str, pt: str, en: str, fr: str) -> str:
    """A text in four languages as ``course.toml`` has it."""
    return f'{{ es = "{es}", pt = "{pt}", en = "{en}", fr = "{fr}" }}'


TITLES = local(
    "Curso Interamericano sobre Migraciones Internacionales",
    "Curso Interamericano sobre Migrações Internacionais",
    "Inter-American Course on International Migration",
    "Cours interaméricain sur les migrations internationales",
)
ORGANIZERS = local(
    "Ministerio de Relaciones Exteriores, Comercio Internacional y Culto de la República Argentina",
    "Ministério das Relações Exteriores, do Comércio Internacional e do Culto da República Argentina",
    "Ministry of Foreign Affairs, International Trade and Worship of the Argentine Republic",
    "Ministère des Affaires étrangères, du Commerce international et du Culte de la République argentine",
)
NOTES = local(
    "Wi-Fi: Curso38 · clave: migraciones\\nEmergencias: 911",
    "Wi-Fi: Curso38 · senha: migraciones\\nEmergências: 911",
    "Wi-Fi: Curso38 · password: migraciones\\nEmergency: 911",
    "Wi-Fi : Curso38 · mot de passe : migraciones\\nUrgences : 911",
)
DIRECTOR = local("Directora del Curso", "Diretora do Curso", "Director of the Course", "Directrice du cours")
RECTOR = local(
    "Rector de la Universidad", "Reitor da Universidade", "Rector of the University", "Recteur de l’Université"
)
COURSE = f"""
[course]
title = {TITLES}
short_title = {local("Curso de Migraciones", "Curso de Migrações", "Migration Course", "Cours Migrations")}
edition = {local("38.º", "38º", "38th", "38e")}
organizer = {ORGANIZERS}
place = "Mar del Plata"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-11-16
ends = 2026-11-28
language = "LANGUAGE"
contact = "cursos@ministerio.example"
[door]
exits = true
[badges]
back = "programme"
notes = {NOTES}
[certificate]
threshold = 80
design = "programme"
roles = ["speaker", "observer"]
verify_url = "https://cursos.ministerio.example/verificar"
logos = ["crest.png", "crest.png"]
show = ["document", "institution"]
resolution = {local("Resolución 114/2026", "Resolução 114/2026", "Resolution 114/2026", "Résolution 114/2026")}
[[certificate.signatures]]
name = "Dra. Verónica Paz Iturralde"
post = {DIRECTOR}
picture = "signature.png"
[[certificate.signatures]]
name = "Prof. João d’Ávila Nascimento Albuquerque"
post = {RECTOR}
picture = "signature.png"
[mail]
from = "cursos@ministerio.example"
"""
GIVEN = (
    "Ana Lucía",
    "Wilber",
    "João",
    "Marie-Ange",
    "Keisha",
    "María Fernanda de los Ángeles",
    "Jean-Baptiste",
    "Camila",
)
FAMILY = ("Benítez Cáceres", "Quispe Mamani", "d’Ávila Nascimento Albuquerque de Vasconcelos", "Désir", "Brown",
          "Villarreal Etcheverry Goyeneche", "Saint-Fleur", "Nguyễn")  # fmt: skip
COUNTRIES = ("AR", "BO", "BR", "HT", "TT", "CL", "KN", "VE", "DO", "VC", "US", "CD")
INSTITUTIONS = ("Dirección Nacional de Migraciones", "Ministério da Justiça e Segurança Pública", "Cancillería",
                "Office National de la Migration", "Ministry of National Security")  # fmt: skip
LONGEST = ("Wolfeschlegelsteinhausenbergerdorff", "Keihanaikukauakahihulihe’ekahaunaele Nascimento y Goyeneche")
# Given names, family names, country and institution from right to left, mixed with Latin letters and digits, and in
# other scripts. Those in Chinese, Japanese and Korean are left out without the package for them.
SCRIPTS = (
    ("محمد بن عبد الله,آل سعود", "SA", "وزارة الداخلية"),
    ("ليلى Leila,حداد (Haddad) 2", "LB", "Direction générale de la Sûreté générale – الأمن العام"),
    ("יעל,בן־דוד כהן", "IL", "רשות האוכלוסין וההגירה 2026"),
    ("David דוד,Levi-לוי", "IL", "Population and Immigration Authority"),
    ("สมชาย,วงศ์สวัสดิ์", "TH", "สำนักงานตรวจคนเข้าเมือง"),
    ("अनन्या,श्रीवास्तव", "IN", "विदेश मंत्रालय"),
    ("小明,王", "CN", "国家移民管理局"),
    ("さくら,山田", "JP", "出入国在留管理庁"),
    ("민준,김", "KR", "법무부"),
)
SCRIPTED = "group=C"
SESSIONS = (
    *("Panorama de las migraciones internacionales en las Américas", "Refugio y asilo", "Acto de apertura"),
    "Taller: debido proceso y garantías en los procedimientos migratorios de los países de la región",
)
HOURS = (("08:30", "09:30"), ("09:45", "10:45"), ("11:00", "12:00"), ("14:30", "16:00"), ("16:15", "17:15"))
STARTS = date(2026, 11, 16)
AUTHOR = "V. Paz"
MIDDLE = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
# Of a page on a picture, in pixels, and of the pages on each picture.
WIDTH, HEIGHT, GAP, ACROSS, DOWN = 640, 640, 12, 3, 2
# How many pages of a file are drawn, where it is not four.
PAGES = {"certificates": 24, "report": 12, "workbook": 6, "badges": 9, "labels": 9, "lists": 6}


class Hand:
    """A clock that is set by hand."""

    now = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)

    @classmethod
    def clock(cls, chance: random.Random) -> Clock:
        return Clock(
            now=lambda: cls.now,
            monotonic_ms=lambda: int(cls.now.timestamp() * 1000) % 10**9,
            random_bits=chance.getrandbits,
            random_below=chance.randrange,
            new_key=lambda: bytes(range(32)),
        )


def write_course(root: Path, language: str, chance: random.Random) -> None:
    """Write the files of the course."""
    root.mkdir(parents=True)
    (root / "course.toml").write_text(COURSE.replace("LANGUAGE", language), encoding="utf-8")
    rows = ["id,given_names,family_names,country,institution,position,role,groups,language,email,DNI"]
    for n in range(60):
        words = (chance.choice(GIVEN), chance.choice(FAMILY), chance.choice(COUNTRIES), chance.choice(INSTITUTIONS))
        rows.append(f"{n},{','.join(words)},Analista,participant,{'AB'[n % 2]},{LANGUAGES[n % 4]},p{n}@example.org,{n}")
    for n, institution in enumerate(("Cancillería", "Defensoría del Pueblo"), 60):
        words = f"María Fernanda,Gómez Restrepo,CO,{institution},Asesora"
        rows.append(f"{n},{words},participant,{'AB'[n % 2]},{language},,52.345.{n}")
    long = "Ministry of the Interior and of Institutions and Departments with Very Long Names"
    rows.append(f"70,{','.join(LONGEST)},GB,{long},Head of Unit,participant,A,{language},long@example.org,AB 123456")
    for n, (words, country, institution) in enumerate(SCRIPTS, 80):
        rows.append(f"{n},{words},{country},{institution},Analista,participant,C,{language},s{n}@example.org,N.º {n}-ב")
    named = (
        ("speaker", "Solange,Moreau"),
        ("observer", "Claire,Duval"),
        ("staff", "Rosa,Paz"),
        ("organizer", "Iván,Ríos"),
    )
    for n, (role, name) in enumerate(named, 71):
        rows.append(f"{n},{name},FR,Université invitée,Professeure,{role},,{language},r{n}@example.org,")
    (root / "participants.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rows = ["id,date,start,end,title,room,speakers,counts"]
    days = [STARTS + timedelta(days=n) for n in range(14) if (STARTS + timedelta(days=n)).weekday() < 6]
    for n in range(60):
        day, (start, end) = days[n // 5], HOURS[n % 5]
        speaker = "Solange Moreau" if n % 5 == 0 else "Iván Ríos"
        rows.append(f"s{n + 1},{day},{start},{end},{SESSIONS[n % 4]} {n + 1},Salón Atlántico,{speaker},yes")
    (root / "programme.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    crest = Image.new("RGBA", (600, 600))
    pen = ImageDraw.Draw(crest)
    pen.ellipse((20, 20, 580, 580), outline=(30, 60, 110, 255), width=24)
    pen.polygon([(300, 80), (380, 420), (110, 210), (490, 210), (220, 420)], fill=(176, 141, 58, 255))
    crest.save(root / "crest.png")
    drawn = Image.new("L", (900, 300), 255)
    points = [(40 + 8 * n, 150 + chance.randrange(-90, 90) * (n % 7) / 7) for n in range(100)]
    ImageDraw.Draw(drawn).line(points, fill=20, width=7)
    drawn.save(root / "signature.png")


def give_past(course: OpenCourse, chance: random.Random) -> None:
    """Record two weeks of scans and corrections, up to the evening of the last day."""
    conn = course.record.conn
    people, sessions = participants.roster(conn), programme.read_programme(conn)
    door = Door(course.record, course.course, name="Salón Atlántico")
    often = {person.id: 0.6 if number % 6 == 5 else 0.95 for number, person in enumerate(people)}
    for session in sessions:
        for person in people:
            if chance.random() < often[person.id]:
                Hand.now = session.starts_at + timedelta(minutes=chance.choice((-15, -8, -4, -2, 1, 3, 12, 25)))
                door.scan(person.code)
    changes = SessionChanges.of(course, actor=AUTHOR, reason="tormenta")
    changes.cancel("s7")
    changes.shift("s9", 25)
    made = Corrections.of(course, actor=AUTHOR, reason="certificado médico")
    made.excuse(people[3].code, "s4")
    made.mark(people[4].code, "s5", "present")
    made.withdraw(people[5].code, since=STARTS + timedelta(days=4))
    made.decide(people[11].code, earned=True)
    Hand.now = EVENING
    for session in sessions:
        if session.id != "s7":
            changes.close(session.id, "absent")


def draw_papers(course: OpenCourse, out: Path, language: str) -> dict[str, list[Path]]:
    """Draw everything that goes on paper; return the files of each picture."""
    return {
        "badges": list(draw_badges(course, out)),
        "labels": list(draw_labels(course, out)),
        "certificates": list(draw_certificates(course, out)),
        "ceremony": list(draw_ceremony(course, out)),
        "lists": list(draw_lists(course, out, language)),
        "report": [saved(course, "report.pdf", out)],
        "day": [saved(course, "day.pdf", out)],
        "workbook": list(draw_workbook(course, out)),
        "letters": list(draw_letters(course, out)),
    }


def draw_badges(course: OpenCourse, out: Path) -> Iterator[Path]:
    """Each design, with its back where it has one, and a sheet of four."""
    for design in ("lanyard", "card", "name-tag", "fold-over"):
        chosen = (f"name={LONGEST[0]}", SCRIPTED, "name=Gómez", "role=speaker", "role=staff")
        for number, who in enumerate(chosen[: 5 if design == "lanyard" else 3]):
            wish = PrintRequest(
                design=design, who=who, preview=True, two_sided=number == 0, output=out / f"b-{design}-{number}.pdf"
            )
            yield from print_badges(course, wish).files
    yield from print_badges(
        course,
        PrintRequest(
            sheet="a6-on-a4", preview=True, two_sided=True, who="role=participant,group=A", output=out / "b-sheet.pdf"
        ),
    ).files
    language = course.course.language
    test = out / "b-test.pdf"
    yield draw_calibration_sheet(sheet_named("avery-l4785", None), design_named("label"), test, language=language)


def draw_labels(course: OpenCourse, out: Path) -> Iterator[Path]:
    """The sizes of label printers in black on white, and sheets of labels."""
    for sheet in ("brother-62x100", "brother-62x29", "dymo-54x101", "label-4x6", "25x50"):
        for number, who in enumerate((f"name={LONGEST[0]}", SCRIPTED, "name=Gómez")):
            wish = PrintRequest(sheet=sheet, who=who, preview=True, mono=True, output=out / f"l-{sheet}-{number}.pdf")
            yield from made_or_none(course, wish)
    for sheet in ("avery-5160", "avery-l4785", "cards-on-letter"):
        yield from made_or_none(
            course, PrintRequest(sheet=sheet, preview=True, who="role=participant", output=out / f"l-{sheet}.pdf")
        )


def made_or_none(course: OpenCourse, wish: PrintRequest) -> Sequence[Path]:
    """The files of a run; none where the badge of everybody has no room, which is said."""
    try:
        return print_badges(course, wish).files
    except CheckinError as error:
        print(wish.sheet, wish.who, error)
        return ()


def draw_certificates(course: OpenCourse, out: Path) -> Iterator[Path]:
    """Each design for a participant with the longest name, a speaker and an observer, with their backs."""
    people = [one.attendance for one in plan(course).people]
    shown = [next(one for one in people if LONGEST[0] in one.person.name)]
    shown += [next(one for one in people if one.person.role.value == role) for role in ("speaker", "observer")]
    shown += [one for one in people if one.person.groups == ("C",)]
    style = course.course.certificate
    for design in designs():
        back = "yes" if design == "modern" else style.back
        own = replace(course, course=replace(course.course, certificate=replace(style, design=design, back=back)))
        yield preview(own, shown, out / f"c-{design}.pdf")


def draw_ceremony(course: OpenCourse, out: Path) -> Iterator[Path]:
    """What a run of certificates writes: one file of all, delivery list, names to call, register, a duplicate."""
    made = prepare_ceremony(course, plan(course).due, out / "ceremony", actor=AUTHOR, one_file=True)
    yield from (file for file in made.papers if file.suffix == ".pdf")
    yield print_again(course, certificates.issued(course.record.conn)[0], out / "ceremony")


def draw_lists(course: OpenCourse, out: Path, language: str) -> Iterator[Path]:
    """The lists that are filled in by hand, the one for an evacuation, and the guide for the door."""
    day = STARTS + timedelta(days=1)
    yield draw_list(paper_lists.sign_in(course, "s3"), out / "sign-in.pdf")
    yield draw_list(paper_lists.sign_in_by_group(course, None, day), out / "sign-in-by-group.pdf")
    yield draw_list(paper_lists.proof(course), out / "proof.pdf")
    Hand.now = datetime(2026, 11, 17, 13, 50, tzinfo=UTC)
    yield draw_list(emergency_list.emergency(course), out / "emergency.pdf")
    Hand.now = EVENING
    yield draw_door_guide(course.course, language, out / "guide.pdf")


def saved(course: OpenCourse, name: str, out: Path) -> Path:
    """The report on the course, or the page of its second day."""
    save(report(course) if name == "report.pdf" else day_page(course, STARTS + timedelta(days=1)), out / name)
    return out / name


def draw_workbook(course: OpenCourse, out: Path) -> Iterator[Path]:
    """The matrix of persons and sessions as LibreOffice prints it."""
    if office := shutil.which("soffice"):
        export(course, out / "matrix.xlsx", what="matrix")
        subprocess.run(
            [office, f"-env:UserInstallation=file://{out.absolute()}/office", "--headless", "--convert-to", "pdf",
             "--outdir", str(out), str(out / "matrix.xlsx")],
            check=True, capture_output=True,
        )  # fmt: skip
        yield out / "matrix.pdf"


def draw_letters(course: OpenCourse, out: Path) -> Iterator[Path]:
    """The letters with codes, certificates and reminders, as a browser shows them."""
    if browser := shutil.which("chromium"):
        for what in (What.CODE, What.CERTIFICATE, What.REMINDER):
            # Nobody is at risk after the end.
            Hand.now = MIDDLE if what is What.REMINDER else EVENING
            planned = plan_mail(course, MailRequest(what=what, again=True)).due
            own = [one.person.code for one in planned if one.language == course.course.language]
            file, _ = preview_letter(course, MailRequest(what=what, who=own[0]))
            page = out / f"letter-{what}.html"
            page.write_text(html_of(file.read_bytes()), encoding="utf-8")
            subprocess.run(
                [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=700,1400",
                 f"--screenshot={page.with_suffix('.png')}", page.absolute().as_uri()],
                check=True, capture_output=True,
            )  # fmt: skip
            yield page.with_suffix(".png")
    Hand.now = EVENING


def html_of(letter: bytes) -> str:
    """The HTML of a letter, with its pictures in it."""
    parts = list(email.message_from_bytes(letter, policy=email.policy.default).walk())
    text = next(str(part.get_content()) for part in parts if part.get_content_type() == "text/html")
    for part in parts:
        if part["Content-ID"]:
            data = base64.b64encode(part.get_content()).decode()
            text = text.replace(
                f"cid:{part['Content-ID'].strip('<>')}", f"data:{part.get_content_type()};base64,{data}"
            )
    return text


def pages_of(file: Path, most: int) -> Iterator[tuple[str, Image.Image]]:
    """The pages of a PDF as pictures with their names; the first ones and the last."""
    if file.suffix == ".png":
        yield file.stem, Image.open(file).convert("RGB")
        return
    document = pypdfium2.PdfDocument(file)
    count = len(document)
    for number in range(count) if count <= most else (*range(most - 1), count - 1):
        page = document[number]
        scale = min(WIDTH / page.get_width(), HEIGHT / page.get_height())
        yield f"{file.stem} {number + 1}/{count}", page.render(scale=scale).to_pil().convert("RGB")


def contact_sheets(files: Sequence[Path], stem: Path, most: int) -> list[Path]:
    """Write pictures of the pages, several on each; return the pictures."""
    pages = [page for file in files for page in pages_of(file, most)]
    made = []
    for number in range(0, len(pages), ACROSS * DOWN):
        sheet = Image.new("RGB", (ACROSS * (WIDTH + GAP), DOWN * (HEIGHT + 3 * GAP)), "#8a8f98")
        pen = ImageDraw.Draw(sheet)
        for place, (name, page) in enumerate(pages[number : number + ACROSS * DOWN]):
            x, y = place % ACROSS * (WIDTH + GAP), place // ACROSS * (HEIGHT + 3 * GAP)
            pen.text((x + 4, y + 4), name, fill="white", font_size=18)
            page.thumbnail((WIDTH, HEIGHT))
            sheet.paste(page, (x, y + 2 * GAP))
        made.append(stem.with_name(f"{stem.name}-{number // (ACROSS * DOWN) + 1}.png"))
        sheet.save(made[-1])
    return made


def main(folder: Path, languages: Sequence[str]) -> None:
    """Make the course of each language and draw its papers."""
    for language in languages:
        root = folder / language
        shutil.rmtree(root, ignore_errors=True)
        chance = random.Random(38)
        write_course(root, language, chance)
        with open_course(CourseFolder(root), clock=Hand.clock(chance)) as course:
            load(course)
            give_past(course, chance)
            out = root / "papers"
            out.mkdir()
            for name, files in draw_papers(course, out, language).items():
                for picture in contact_sheets(files, folder / f"{language}-{name}", most=PAGES.get(name, 4)):
                    print(picture)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:] or LANGUAGES)
