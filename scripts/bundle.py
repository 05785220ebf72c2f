"""Build a folder that runs without Python: ``python scripts/bundle.py [FOLDER]`` (default: ``dist``).

The folder ``FOLDER/checkin`` is for the kind of machine that it is built on: Linux, Windows or macOS. It holds the
program ``checkin``, and for Linux and Windows a file to double-click that opens it in a terminal. At the end the
program is tried: the sample course's door, the badges, and a list read in a child process. Needs the extra ``bundle``.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import PyInstaller.__main__

ROOT = Path(__file__).parent.parent
# Packages with data files, or with modules that are imported by name.
FONTS = ("source_sans_3", "noto_sans_arabic", "heebo", "noto_sans_thai", "noto_sans_devanagari")
WHOLE = ("checkin", "typst", *(f"fontpkg_{name}" for name in FONTS), "xlsxwriter", "odfdo")
DATA = ("babel", "textual", "pygal", "tzdata", "argon2", "sqlite_utils")
LEFT_OUT = ("tkinter", "pytest", "IPython", "numpy", "yaml", "cv2")
SCANS = "TTFD RVLH JCHG\nnonsense\n"
LINUX_ENTRY = """\
[Desktop Entry]
Type=Application
Name=checkin
Comment=Check-in and attendance for courses
Comment[es]=Acreditación y asistencia para cursos
Comment[pt]=Credenciamento e presença para cursos
Comment[fr]=Accueil et présence pour des cours
Exec="{program}"
Path={home}
Terminal=true
Categories=Office;
"""
WINDOWS_ENTRY = (
    '@echo off\r\ncd /d "%USERPROFILE%\\Documents"\r\nwt.exe "%~dp0checkin.exe" 2>nul || "%~dp0checkin.exe"\r\n'
)

# Finder opens it in the Terminal.
MACOS_ENTRY = """\
#!/bin/sh
exec "$(dirname "$0")/checkin"
"""


def build(folder: Path) -> Path:
    """Build the bundle and return its program."""
    with tempfile.TemporaryDirectory() as work:
        words = ["--noconfirm", "--clean", "--console", "--name", "checkin", "--distpath", str(folder)]
        words += ["--workpath", work, "--specpath", work, "--log-level", "WARN", "--paths", str(ROOT / "src")]
        for package in WHOLE:
            words += ["--collect-all", package]
        for package in DATA:
            words += ["--collect-data", package]
        for package in LEFT_OUT:
            words += ["--exclude-module", package]
        PyInstaller.__main__.run([*words, str(ROOT / "src" / "checkin" / "__main__.py")])
    return folder / "checkin" / ("checkin.exe" if sys.platform == "win32" else "checkin")


def add_entry(program: Path) -> None:
    """Write the file to double-click beside the program."""
    if sys.platform == "win32":
        (program.parent / "checkin.cmd").write_text(WINDOWS_ENTRY, encoding="ascii", newline="")
    elif sys.platform == "linux":
        entry = program.parent / "checkin.desktop"
        entry.write_text(LINUX_ENTRY.format(program=program, home=Path.home()), encoding="utf-8")
        entry.chmod(0o755)
    elif sys.platform == "darwin":
        entry = program.parent / "checkin.command"
        entry.write_text(MACOS_ENTRY, encoding="ascii")
        entry.chmod(0o755)


def _said(program: Path, folder: Path, *words: str, stdin: str = "") -> str:
    # Without the search path and the settings of the Python that built it.
    env = {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": "/nowhere"} if sys.platform != "win32" else dict(os.environ)
    done = subprocess.run(
        [str(program), *words], input=stdin, capture_output=True, cwd=folder, env=env, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def try_door(program: Path, folder: Path) -> str:
    answers = _said(program, folder, "demo", stdin=SCANS)
    if "Present" not in answers or "Unknown" not in answers:
        raise SystemExit(f"The door answers:\n{answers}")
    return "the door of the sample course answers"


def try_badges(program: Path, folder: Path) -> str:
    _said(program, folder, "-C", "checkin-demo", "badges")
    made = list((folder / "checkin-demo").rglob("*.pdf"))
    if not any(path.read_bytes().startswith(b"%PDF") for path in made):
        raise SystemExit("No badges were made.")
    return "badges are made"


def try_exports(program: Path, folder: Path) -> str:
    for format_ in ("csv", "xlsx", "ods", "json"):
        _said(program, folder, "-C", "checkin-demo", "export", f"attendance.{format_}")
    return "attendance is exported as csv, xlsx, ods and json"


def try_list(program: Path, folder: Path) -> str:
    _said(program, folder, "new", "course")
    said = _said(program, folder, "-C", "course", "load")
    return f"a new course loads its lists: {said.splitlines()[0]}"


TRIALS: tuple[Callable[[Path, Path], str], ...] = (try_door, try_badges, try_exports, try_list)


def main() -> None:
    """Build the bundle, and try it."""
    program = build(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute())
    add_entry(program)
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file())
    print(f"{program.parent}: {size / 2**20:.0f} MiB")
    with tempfile.TemporaryDirectory() as folder:
        for trial in TRIALS:
            print(f"ok   {trial(program, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()
