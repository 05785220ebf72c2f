"""Designs that others have made: they read nothing of this machine, fetch nothing, and come to an end."""

import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checkin.badges.draw import draw, draw_one
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError
from checkin.typesetting import compiler, workspace

COURSE = Course(title="Course", timezone=ZoneInfo("UTC"))
ANA = Participant(name="Ana", code="BBBBBBBBBBBB")
Make = Callable[[str], Path]


@pytest.fixture
def designs(tmp_path: Path) -> Make:
    """A folder of designs with one, ``mine``, whose badge is some markup."""

    def make(markup: str, folder: str = "designs") -> Path:
        mine = tmp_path / folder / "mine"
        mine.mkdir(parents=True)
        (mine / "design.toml").write_text('title = "Mine"\nwidth = 60\nheight = 40\n')
        (mine / "badge.typ").write_text(f"#let badge(person, course) = {{[\n{markup}\n]}}")
        return mine.parent

    return make


def refusal(designs: Path) -> str:
    with pytest.raises(DesignError) as caught:
        draw_one(COURSE, ANA, design="mine", designs=designs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../../../etc/passwd")', "escape the project root"),
        ('#read("link")', "file not found"),
        ('#image("link.png")', "file not found"),
        ('#import "@preview/cetz:0.3.0"', "needs a package"),
        ('#import "@pre" + "view/cetz:0.3.0"', "needs a package"),
        ('#import "@local/mine:0.1.0"', "needs a package"),
        ("#while true {}", "condition is always true"),
        ("#let f(x) = f(x + 1)\n#f(0)", "maximum function call depth exceeded"),
        ("#{let c = [a]; for i in range(100000) { c = strong(c) }; c}", "the program that read it crashed"),
        ('#{let s = "aaaaaaaaaa"; for i in range(12) { s = s * 10 }; s.len()}', "more than 2048 MB of memory"),
    ],
)
def test_a_design_that_means_harm_is_refused_by_its_name(designs: Make, markup: str, says: str) -> None:
    folder = designs(markup)
    for name in ("link", "link.png"):
        (folder / "mine" / name).symlink_to("/etc/passwd")
    message = refusal(folder)
    assert "The design mine cannot be drawn" in message
    assert says in message
    assert "root:" not in message


def test_a_design_that_never_ends_is_ended(designs: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "_SECONDS", 0.5)
    assert "it takes longer than 1 s. Simplify it." in refusal(designs("#for i in range(9000000) [a #pagebreak()]"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_among_its_files_is_left_behind(designs: Make) -> None:
    folder = designs("Ana")
    os.mkfifo(folder / "mine" / "pipe")
    assert draw_one(COURSE, ANA, design="mine", designs=folder).startswith(b"%PDF")


def test_a_folder_that_holds_a_disk_is_not_copied(designs: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "_MOST_BYTES", 2**20)
    folder = designs("Ana")
    with (folder / "mine" / "large").open("wb") as file:
        file.truncate(2**20)
    assert "The folder of the design mine is too large" in refusal(folder)


def test_a_design_that_has_the_name_of_ours_is_still_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "designs" / "lanyard"
    mine.mkdir(parents=True)
    (mine / "design.toml").write_text('title = "Mine"\nwidth = 60\nheight = 40\n')
    (mine / "badge.typ").write_text("#let badge(person, course) = [Ana]")
    monkeypatch.setattr(compiler.InProcessCompiler, "__init__", lambda *_: pytest.fail("it was drawn in this process"))
    assert draw_one(COURSE, ANA, design="lanyard", designs=tmp_path / "designs").startswith(b"%PDF")


def test_ours_are_drawn_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler.SandboxedCompiler, "__init__", lambda *_: pytest.fail("a child was started"))
    assert draw_one(COURSE, ANA).startswith(b"%PDF")


def test_the_child_ends_with_the_run(designs: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    close = compiler.Sandbox.close
    monkeypatch.setattr(compiler.Sandbox, "close", lambda apart: (ended.append(True), close(apart)))
    draw_one(COURSE, ANA, design="mine", designs=designs("Ana"))
    assert ended


def test_a_mistake_in_one_run_leaves_nothing_behind(designs: Make, tmp_path: Path) -> None:
    with pytest.raises(DesignError):
        draw(COURSE, [ANA], tmp_path / "out" / "a.pdf", design="mine", designs=designs('#read("/etc/passwd")'))
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "*bold* _x_ $x^2$",
        "#panic()",
        "\\ ` ~ @x <y>",
        "= Heading",
        "- item",
        "[x](y)",
        '"; #x',
        "//x",
    ],
)
def test_a_name_is_text_and_never_markup(name: str) -> None:
    import pypdfium2

    drawn = draw_one(COURSE, Participant(name=name, code="BBBBBBBBBBBB"), design="card")
    text = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert "".join(name.split()) in "".join(text.split())


def test_a_picture_larger_than_the_memory_is_not_begun(designs: Make) -> None:
    folder = designs("Ana")
    (folder / "mine" / "design.toml").write_text('title = "Mine"\nwidth = 1000\nheight = 1000\n')
    with pytest.raises(DesignError, match=r"too large\. Use fewer dots"):
        draw_one(COURSE, ANA, design="mine", designs=folder, kind="png", ppi=1200)


@pytest.mark.parametrize("width", ["inf", "nan", "-1", "1e9"])
def test_a_certificate_of_no_size_is_refused(tmp_path: Path, width: str) -> None:
    from checkin.certificates.draw import _size

    (tmp_path / "design.toml").write_text(f"width = {width}\nheight = 1")
    with pytest.raises(DesignError, match="width and height"):
        _size(tmp_path / "design.toml")
