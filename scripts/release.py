"""Build a release and check it: ``python scripts/release.py [FOLDER]`` (default: ``dist``). Publishes nothing.

The checklist, in this order: nothing uncommitted, the version stands in CHANGELOG.md, wheel and source archive are
built, their metadata is valid, the wheel holds the package and nothing else, the source archive holds no course folder,
and the wheel installed into a fresh environment answers at the sample course's door. Needs the extra ``release``.
"""

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
# What a wheel may hold beside Python files: data that the package reads while it runs.
DATA = {".typ", ".toml", ".html", ".sql", ".mo", ".tcss", ".csv", ".typed", ".svg", ".js", ".css", ".txt"}
# The files of a course folder that hold people.
COURSE = {"checkin", "course", "participants", "programme"}
SCANS = "TTFD RVLH JCHG\nnonsense\n"


def run(*command: str | Path, stdin: str = "", cwd: Path = ROOT) -> str:
    """Run a command and return what it printed. Raises SystemExit with its output if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=cwd, input=stdin)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(map(str, command))}")
    return done.stdout


def version() -> str:
    """Return the version of this checkout."""
    text = (ROOT / "src" / "checkin" / "__init__.py").read_text("utf-8")
    return next(line.split('"')[1] for line in text.splitlines() if line.startswith("__version__"))


def check_clean(_: Path) -> str:
    if left := run("git", "status", "--porcelain"):
        raise SystemExit(f"Commit this first, or move it out of the clone (course folders hold people):\n{left}")
    return "nothing uncommitted"


def check_changelog(_: Path) -> str:
    if f"## [{version()}]" not in (ROOT / "CHANGELOG.md").read_text("utf-8"):
        raise SystemExit(f"CHANGELOG.md has no heading for {version()}; rename 'Unreleased'.")
    return f"CHANGELOG.md names {version()}"


def build(folder: Path) -> str:
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return ", ".join(sorted(path.name for path in folder.iterdir()))


def check_metadata(folder: Path) -> str:
    run(sys.executable, "-m", "twine", "check", "--strict", *sorted(folder.iterdir()))
    run(sys.executable, "-m", "check_wheel_contents", *folder.glob("*.whl"))
    return "metadata and wheel are valid"


def strangers(wheel: Path) -> list[str]:
    """Return the files of a wheel that are neither the package, its data nor its metadata."""
    names = zipfile.ZipFile(wheel).namelist()
    inside = [name for name in names if ".dist-info/" not in name]
    return [name for name in inside if not (name.startswith("checkin/") and Path(name).suffix in {".py", *DATA})]


def course_files(archive: Path) -> list[str]:
    """Return the files of a source archive that come from a course folder: records, and lists outside the project."""
    with tarfile.open(archive) as opened:
        names = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in opened.getnames()]
    return [
        str(name)
        for name in names
        if name.parts
        and name.parts[0] != "tests"
        and (name.suffix == ".db" or (name.stem in COURSE and name.parts[0] not in {"docs", "src"}))
    ]


def check_archive(folder: Path) -> str:
    archive = next(folder.glob("*.tar.gz"))
    if found := course_files(archive):
        raise SystemExit(f"{archive.name} holds files of a course: {', '.join(found)}")
    return f"{archive.name} holds no course"


def check_contents(folder: Path) -> str:
    wheel = next(folder.glob("*.whl"))
    if found := strangers(wheel):
        raise SystemExit(f"{wheel.name} holds what it should not: {', '.join(found)}")
    return f"{wheel.name} holds the package alone"


def check_installed(folder: Path) -> str:
    wheel = next(folder.glob("*.whl"))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "venv"
        venv.create(place, with_pip=True)
        programs = place / ("Scripts" if sys.platform == "win32" else "bin")
        run(programs / "python", "-m", "pip", "install", "--quiet", wheel)
        answers = run(programs / "checkin", "demo", stdin=SCANS, cwd=Path(name))
    if "Present" not in answers or "Unknown" not in answers:
        raise SystemExit(f"The installed wheel answers:\n{answers}")
    return "the wheel answers in a fresh environment"


CHECKS: tuple[Callable[[Path], str], ...] = (
    check_clean,
    check_changelog,
    build,
    check_metadata,
    check_contents,
    check_archive,
    check_installed,
)


def main() -> None:
    """Run every check and print what it found."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    for check in CHECKS:
        print(f"ok   {check(folder)}", flush=True)


if __name__ == "__main__":
    main()
