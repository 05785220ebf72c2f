"""Pages of the documentation site that are made from other files: hooks of mkdocs, named in ``mkdocs.yml``.

The start page is the README, the command reference is made from ``--help``, and the gallery of badges comes from
``badges/``. Addresses that leave ``docs/`` are rewritten.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

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


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made, and the pictures of the badges."""
    for file, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / file).read_text("utf-8")))
    files.append(File.generated(config, "commands.md", content=reference()))
    for picture in sorted((ROOT / "badges").glob("*.png")):
        files.append(File.generated(config, f"gallery/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Rewrite the addresses of a page."""
    return rewrite(markdown, page.file.src_uri)
