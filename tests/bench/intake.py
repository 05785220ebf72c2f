"""Loading lists: ``python -m tests.bench.intake [PEOPLE]`` (10,000 people and 500 sessions).

Prints the processor time of a load beside that of reading the same file with csv or calamine alone, and their ratio.
Each is the best of three, and each load goes into a new course. Child processes count.
"""

import csv
import os
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from checkin.intake.load import load
from checkin.intake.roster.roster_file import read_roster
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from tests.bench.__main__ import COURSE

_TRIES = 3
_HEADINGS = ["Apellido", "Nombre", "País", "Correo", "Institución", "Cargo", "Rol", "Grupo", "Estado", "Dieta"]
_FAMILY = ["Pérez", "Gómez", "de la Cruz", "Silva e Souza", "Paz", "Ruiz", "Díaz", "Vega", "Rojas", "Marsal"]
_GIVEN = ["Ana", "Luis", "María José", "João", "Rosa", "Teo", "Noa", "Bina", "Carla", "Beto"]
_COUNTRIES = ["Argentina", "Brasil", "Chile", "Perú", "México", "Uruguay", "Haïti", "Côte d'Ivoire"]


def people(number: int) -> list[list[str]]:
    rng = random.Random(1)
    rows = [_HEADINGS]
    for row in range(number):
        name = [f"{rng.choice(_FAMILY)} {rng.choice(_FAMILY)}", rng.choice(_GIVEN), rng.choice(_COUNTRIES)]
        work = ["Ministerio del Interior", "Analista", "Participante", rng.choice("ABCD")]
        rows.append([*name, f"p{row}@example.org", *work, "Confirmado", rng.choice(["", "vegana"])])
    return rows


def sessions(number: int) -> list[list[str]]:
    rows = [["Fecha", "Inicio", "Fin", "Título", "Sala"]]
    for row in range(number):
        day, hour = 9 + row // 50, 8 + row % 50 // 5
        rows.append([f"2026-03-{day:02}", f"{hour:02}:00", f"{hour:02}:50", f"Sesión {row}", f"Sala {row % 5}"])
    return rows


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Lista")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def read_alone(path: Path) -> None:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            list(csv.reader(file))
        return
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def processor_time() -> float:
    return sum(os.times()[:4])


def best(act: Callable[[], object]) -> float:
    times = []
    for _ in range(_TRIES):
        began = processor_time()
        act()
        times.append(processor_time() - began)
    return min(times)


def load_new(work: Path, *files: Path) -> float:
    with tempfile.TemporaryDirectory(dir=work) as name:
        root = Path(name)
        (root / "course.toml").write_text(COURSE, encoding="utf-8")
        with open_course(CourseFolder(root)) as course:
            began = processor_time()
            load(course, files)
            return processor_time() - began


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_csv(work / "programme.csv", sessions(500))
        write_csv(work / "people.csv", people(number))
        write_xlsx(work / "people.xlsx", people(number))
        course = CourseFolder(work)
        (work / "course.toml").write_text(COURSE, encoding="utf-8")
        for path in (work / "people.csv", work / "people.xlsx"):
            alone = best(lambda path=path: read_alone(path))  # type: ignore[misc]
            read = best(lambda path=path: read_roster([path], course.course()))  # type: ignore[misc]
            loaded = min(load_new(work, path, work / "programme.csv") for _ in range(_TRIES))
            library = "csv" if path.suffix == ".csv" else "calamine"
            print(
                f"{number:,} people, {path.suffix}: {library} alone {alone:.2f} s; read {read:.2f} s "
                f"({read / alone:.1f}x); loaded with 500 sessions {loaded:.2f} s ({loaded / alone:.1f}x)"
            )


if __name__ == "__main__":
    main()
