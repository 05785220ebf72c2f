"""Build the documentation as a site in ``site/``: ``python scripts/docs_site.py``. Needs the extra ``docs``.

The start page is the README, the command reference is made from ``--help``, and the gallery of badges comes from
``badges/``. Addresses that leave ``docs/`` are rewritten. Every address in the finished pages is checked.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from checkin.cli import checkin

ROOT = Path(__file__).parent.parent
# Files beside ``docs/`` that are pages of the site.
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
PAGES |= {"CHANGELOG.md": "changelog.md", "README.es.md": "es/index.md"}


def rewrite(text: str, page: str = "index.md") -> str:
    """Return the text of a page with the addresses that its files have on the site."""
    up = "../" * page.count("/")
    for file, target in PAGES.items():
        text = re.sub(rf"\]\((?:\.\./)*{re.escape(file)}", f"]({up}{target}", text)
    text = re.sub(r'(\]\(|src=")(?:\.\./)*docs/', rf"\1{up}", text)
    text = re.sub(r'(\]\(|src=")(?:\.\./)*badges/', rf"\1{up}gallery/", text)
    return re.sub(r"\]\((?:\.\./)*LICENSE\)", f"]({up}contributing.md)", text)


def commands(group: click.Group, ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the full name of every command, and its help."""
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=ctx, max_content_width=100)
        yield inner.command_path, command.get_help(inner)
        if isinstance(command, click.Group):
            yield from commands(command, inner)


def reference() -> str:
    """Return the command reference as a page."""
    root = click.Context(checkin, info_name="checkin", max_content_width=100)
    lines = ["# Commands", "", "```text", checkin.get_help(root), "```", ""]
    for name, text in commands(checkin, root):
        lines += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(lines)


def write_pages(folder: Path) -> None:
    """Write every page and picture of the site into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder)
    shutil.copytree(ROOT / "badges", folder / "gallery", ignore=shutil.ignore_patterns("*.pdf", "*.md"))
    for file, page in PAGES.items():
        shutil.copy(ROOT / file, folder / page)
    for path in folder.rglob("*.md"):
        path.write_text(rewrite(path.read_text("utf-8"), path.relative_to(folder).as_posix()), "utf-8")
    (folder / "commands.md").write_text(reference(), "utf-8")


class Addresses(HTMLParser):
    """Collect the anchors of a page and the addresses that it uses."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.used: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in {"id", "name"} and value:
                self.anchors.add(value)
            elif key in {"href", "src"} and value and tag != "base":
                self.used.append(value)


def broken_addresses(site: Path) -> list[str]:
    """Return the page and address of each link and picture that leads nowhere inside the site."""
    pages = {page.resolve(): Addresses(page) for page in site.rglob("*.html") if page.name != "404.html"}
    broken = []
    for page, addresses in pages.items():
        for address in addresses.used:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            anchor = unquote(parts.fragment)
            if not target.is_file() or (anchor and target in pages and anchor not in pages[target].anchors):
                broken.append(f"{page.relative_to(site.resolve())}: {address}")
    return broken


def main() -> int:
    """Write the pages, build the site and check its addresses. Return 1 if one of them is broken."""
    write_pages(ROOT / "build" / "docs")
    for settings in ("zensical.toml", "zensical.es.toml"):
        build = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", settings]
        if subprocess.run(build, cwd=ROOT).returncode:
            return 1
    # Both builds have all pages at the same addresses; the Spanish ones have their menu and labels from the second.
    shutil.rmtree(ROOT / "site" / "es")
    shutil.copytree(ROOT / "build" / "site-es" / "es", ROOT / "site" / "es")
    broken = broken_addresses(ROOT / "site")
    print("\n".join(f"broken: {line}" for line in broken) or "every address leads to a page")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
