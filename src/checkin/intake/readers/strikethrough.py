"""Find the cells whose text is crossed out, in xlsx and ods. calamine does not tell the format of cells."""

import re
import zipfile
from collections.abc import Iterator

from checkin.intake.readers.workbook_parts import (
    ATTRIBUTE,
    ODS_TABLE,
    attributes,
    ods_rows,
    repeated,
    sheet_paths,
)

_FALSE = (b"0", b"false")
_MOST_COLUMNS = 20_000
_NAME = rb"<(?:\w{1,9}:)?"
_FONTS = re.compile(_NAME + rb"fonts\b[^<>]{0,500}>(.*?)</(?:\w{1,9}:)?fonts>", re.DOTALL)
_FONT = re.compile(_NAME + rb"font(?:\s[^<>]{0,500})?(?:/>|>(.*?)</(?:\w{1,9}:)?font>)", re.DOTALL)
_FORMATS = re.compile(_NAME + rb"cellXfs\b[^<>]{0,500}>(.*?)</(?:\w{1,9}:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(_NAME + rb"xf\b([^<>]{0,2000}?)/?>")
_STRIKE = re.compile(_NAME + rb"strike\b([^<>]{0,200}?)/?>")
_STRING = re.compile(_NAME + rb"si\b[^<>]{0,200}>(.*?)</(?:\w{1,9}:)?si>", re.DOTALL)
_RUN = re.compile(_NAME + rb"r\b[^<>]{0,200}>(.*?)</(?:\w{1,9}:)?r>", re.DOTALL)
_CELL = re.compile(_NAME + rb"c\s([^<>]{0,500})(?<!/)>(.*?)</(?:\w{1,9}:)?c>", re.DOTALL)
_VALUE = re.compile(_NAME + rb"v\b[^<>]{0,100}>(\d{1,9})<")
_ODS_STYLE = re.compile(rb"<style:style\s([^<>]{1,2000}?)(?:/>|>(.*?)</style:style>)", re.DOTALL)
_ODS_LINE = re.compile(rb"style:text-line-through-(?:style|type)\s{0,9}=\s{0,9}[\"'](?!none)")
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell(?:\s([^<>]{0,4000}?))?(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
_ODS_SPAN = re.compile(rb"<text:span\s([^<>]{0,1000})>(.*?)</text:span>", re.DOTALL)
_TAG = re.compile(rb"<[^<>]{0,4000}>")


def struck_cells(source: zipfile.ZipFile) -> dict[str, list[tuple[int, int]]]:
    """Return the crossed-out cells of each sheet by its name; sheets without any are left out.

    A cell is the number of its row, from 1, and the index of its column, from 0. A cell with only some of its words
    crossed out is not one of them.
    """
    names = source.namelist()
    if "content.xml" in names:
        styles = source.read("styles.xml") if "styles.xml" in names else b""
        found = _of_ods(source.read("content.xml"), styles)
    else:
        found = _of_xlsx(source, names)
    return {name: cells for name, cells in found if cells}


def _of_xlsx(source: zipfile.ZipFile, names: list[str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    formats = _struck_formats(source.read("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
    strings = _struck_strings(source.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else frozenset()
    for name, path in sheet_paths(source).items():
        data = source.read(path)
        if formats or strings or b"strike" in data:
            yield name, list(_in_sheet(data, formats, strings))


def _is_struck(font: bytes) -> bool:
    found = _STRIKE.search(font)
    return found is not None and dict(ATTRIBUTE.findall(found[1])).get(b"val") not in _FALSE


def _struck_formats(styles: bytes) -> frozenset[bytes]:
    fonts, formats = _FONTS.search(styles), _FORMATS.search(styles)
    if b"strike" not in styles or not fonts or not formats:
        return frozenset()
    struck = {b"%d" % number for number, font in enumerate(_FONT.finditer(fonts[1])) if _is_struck(font[1] or b"")}
    found = enumerate(_FORMAT.finditer(formats[1]))
    return frozenset(
        b"%d" % number for number, each in found if dict(ATTRIBUTE.findall(each[1])).get(b"fontId") in struck
    )


def _struck_strings(strings: bytes) -> frozenset[bytes]:
    if b"strike" not in strings:
        return frozenset()
    found = enumerate(_STRING.finditer(strings))
    return frozenset(b"%d" % number for number, text in found if _is_all_struck(text[1]))


def _is_all_struck(text: bytes) -> bool:
    runs = _RUN.findall(text)
    return bool(runs) and all(map(_is_struck, runs))


def _in_sheet(data: bytes, formats: frozenset[bytes], strings: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    for found in _CELL.finditer(data):
        facts = dict(ATTRIBUTE.findall(found[1]))
        shared = _VALUE.search(found[2]) if facts.get(b"t") == b"s" else None
        inline = facts.get(b"t") == b"inlineStr" and _is_all_struck(found[2])
        if facts.get(b"s") in formats or inline or (shared and shared[1] in strings):
            place = re.fullmatch(rb"([A-Z]{1,3})(\d{1,7})", facts.get(b"r", b""))
            if place:
                yield int(place[2]), _column(place[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _of_ods(content: bytes, styles: bytes) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    struck = _struck_styles(styles + content)
    if not struck:
        return
    for table in ODS_TABLE.finditer(content):
        name = attributes(table[1]).get("table:name", "")
        yield name, list(_in_table(content, table.end(), struck))


def _struck_styles(data: bytes) -> frozenset[bytes]:
    """Return the names of the styles that cross out, by themselves or by the style that they inherit from."""
    if b"text-line-through" not in data:
        return frozenset()
    struck: set[bytes] = set()
    for found in _ODS_STYLE.finditer(data):
        facts, inside = dict(ATTRIBUTE.findall(found[1])), found[2] or b""
        is_inherited = facts.get(b"style:parent-style-name") in struck and b"text-line-through" not in inside
        if _ODS_LINE.search(inside) or is_inherited:
            struck.add(facts.get(b"style:name", b""))
    return frozenset(struck)


def _in_table(content: bytes, start: int, struck: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    for number, begin, end in ods_rows(content, start):
        column = 0
        for found in _ODS_CELL.finditer(content, begin, end):
            facts = dict(ATTRIBUTE.findall(found[1] or b""))
            inside = found[2] or b""
            if _TAG.sub(b"", inside) and (facts.get(b"table:style-name") in struck or not _plain_text(inside, struck)):
                yield number, column
            column += repeated(facts, b"columns", _MOST_COLUMNS)


def _plain_text(inside: bytes, struck: frozenset[bytes]) -> bytes:
    """Return the text of an ODS cell without its crossed-out parts."""

    def kept(span: re.Match[bytes]) -> bytes:
        return b"" if dict(ATTRIBUTE.findall(span[1])).get(b"text:style-name") in struck else span[2]

    return _TAG.sub(b"", _ODS_SPAN.sub(kept, inside))
