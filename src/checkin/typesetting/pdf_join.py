"""Join finished PDF files into one.

Each page is placed as it is: time and memory are those of copying. The pages are pictures to a screen reader, with a
text for each; the separate files have the tags.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from checkin.core.errors import DesignError
from checkin.system.private_folder import drawing_folder
from checkin.system.sandbox import SandboxError
from checkin.typesetting.compiler import SandboxedCompiler, TypesettingError
from checkin.typesetting.print_settings import with_print_settings
from checkin.typesetting.shared_streams import with_shared_streams

# As typst writes it.
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_SECONDS, _SECONDS_EACH = 60.0, 0.2


@dataclass(frozen=True, slots=True)
class FinishedPdf:
    """A PDF that typst wrote, and what a screen reader says of its pages."""

    content: bytes
    alt: str


def join_pdfs(documents: Iterable[FinishedPdf], *, title: str, author: str, language: str) -> bytes:
    """Return one PDF with the pages of all documents in their order and sizes.

    If one of them has a back, each begins on a new sheet. Raises :class:`DesignError` for a file that cannot be read.
    """
    with drawing_folder() as root:
        files: list[dict[str, Any]] = []
        for number, one in enumerate(documents, 1):
            name = f"{number}.pdf"
            (root / name).write_bytes(one.content)
            files.append({"file": name, "pages": _page_count(one.content), "alt": one.alt})
        two_sided = any(one["pages"] > 1 for one in files)
        data = {"title": title, "author": author, "language": language, "two_sided": two_sided, "files": files}
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        template = resources.files("checkin.typesetting").joinpath("joined.typ")
        (root / "pages.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        # PDF/UA allows no pages of other files.
        compiler = SandboxedCompiler(root, standards=())
        try:
            (made,) = compiler.pages("pdf", 72, _SECONDS + _SECONDS_EACH * len(files))
        except (TypesettingError, SandboxError) as error:
            raise DesignError("The pages cannot be joined into one file: {reason}.", reason=error) from None
        finally:
            compiler.close()
    return with_print_settings(with_shared_streams(made), two_sided=two_sided)


def _page_count(content: bytes) -> int:
    found = _PAGES.search(content)
    return int(found[1]) if found else 1
