"""Prepare crests and logos in SVG or PDF for print; a sandbox draws each once before it is used."""

import xml.etree.ElementTree as ET
from functools import lru_cache

from checkin.core.errors import DesignError
from checkin.system.private_folder import drawing_folder
from checkin.system.sandbox import SandboxError

ENDINGS = (".svg", ".pdf")
_MOST_BYTES = 5 * 2**20
_DEEPEST = 100
_SECONDS = 20.0
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.{ending}")\n'
# As print draws it: filters and pictures in it cost nothing before.
_PRINTED = '#set page(width: 60mm, height: 25mm, margin: 0pt)\n#image("printed.svg", height: 100%)\n'
_DOTS = 600


@lru_cache(maxsize=8)
def as_svg(content: bytes, name: str) -> bytes:
    """Return an SVG, or the first page of a PDF as one. Raises :class:`DesignError` with the picture's name.

    An SVG keeps its form. One with a script, an entity or a reference to another file is refused.
    """
    ending = "pdf" if content.startswith(b"%PDF-") else "svg"
    if len(content) > _MOST_BYTES:
        raise DesignError(
            "The picture '{name}' has more than {most} MB. Save it smaller.", name=name, most=_MOST_BYTES // 2**20
        )
    if ending == "svg":
        _require_plain(content, name)
    return _drawn(content, ending, name)


def _require_plain(content: bytes, name: str) -> None:
    reason = DesignError(
        "The picture '{name}' is not a plain SVG. Save it without scripts, entities and linked files.", name=name
    )
    if b"<!ENTITY" in content or (b"<!DOCTYPE" in content and b"[" in content.partition(b"<!DOCTYPE")[2][:300]):
        raise reason
    try:
        root = ET.fromstring(content)  # it has no entities: these are refused above
    except (ET.ParseError, ValueError, LookupError):
        raise DesignError("The picture '{name}' is broken or of an unknown kind. Save it again.", name=name) from None
    if root.tag.rpartition("}")[2] != "svg":
        raise DesignError("The picture '{name}' is broken or of an unknown kind. Save it again.", name=name)
    level, depth = [root], 0
    while level:
        depth += 1
        for element in level:
            links = [value for key, value in element.attrib.items() if key.rpartition("}")[2] == "href"]
            foreign = any(not link.strip().startswith(("#", "data:image/")) for link in links)
            foreign = foreign or any(key.casefold().startswith("on") for key in element.attrib)
            if depth > _DEEPEST or element.tag.rpartition("}")[2] in ("script", "foreignObject") or foreign:
                raise reason
        level = [child for element in level for child in element if isinstance(child.tag, str)]


def _drawn(content: bytes, ending: str, name: str) -> bytes:
    """Return the picture as SVG, after a sandbox drew it for a screen and for print.

    A hostile file may end or fill the process that draws it.
    """
    from checkin.typesetting.compiler import SandboxedCompiler, TypesettingError

    with drawing_folder() as root:
        (root / f"picture.{ending}").write_bytes(content)
        (root / "pages.typ").write_text(_PAGE.format(ending=ending), encoding="utf-8")
        compiler = SandboxedCompiler(root, standards=())
        try:
            drawn = compiler.pages("svg", 72, _SECONDS)[0]
            picture = drawn if ending == "pdf" else content
            (root / "printed.svg").write_bytes(picture)
            (root / "pages.typ").write_text(_PRINTED, encoding="utf-8")
            compiler.pages("pdf", _DOTS, _SECONDS)
            compiler.pages("png", _DOTS, _SECONDS)
        except (SandboxError, TypesettingError, IndexError):
            raise DesignError(
                "The picture '{name}' cannot be drawn. Save it as PNG with 600 dots an inch.", name=name
            ) from None
        finally:
            compiler.close()
    return picture
