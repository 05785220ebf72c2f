"""Store each picture of a PDF once.

Why: typst copies the pictures of every file that it places, and one file of 400 certificates held their background 400
times. The file is read as typst writes it: objects one after the other, and a plain cross-reference table.
"""

import hashlib
import re

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+((?:\d{10} \d{5} [nf][ \r\n]{2})+)trailer")
_HEADER = re.compile(rb"(\d+) 0 obj\s+")
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_STREAM = b"stream\n"
_ENTRY = 20  # bytes of a line of the table
# A colour space, which pictures name; the others are streams. A stream with a place in the structure is no copy.
_COLOURS = b"[/ICCBased"
_UNIQUE = (b"/Metadata", b"/StructParent")
_TEXTS = (b"/StructElem", b"/Producer")  # what looks like a reference may be a text there


class _Object:
    """An object of a file: its dictionary, and its stream with what ends it."""

    __slots__ = ("after", "head", "shareable")

    def __init__(self, pdf: bytes, start: int, stop: int) -> None:
        at = pdf.find(_STREAM, start, stop)
        middle = stop if at < 0 else at
        self.head, self.after = pdf[start:middle], memoryview(pdf)[middle:stop]
        self.shareable = self.head.startswith(_COLOURS) or (at >= 0 and not any(key in self.head for key in _UNIQUE))

    def refer(self, instead: dict[bytes, bytes]) -> None:
        """Name other objects instead of copies."""
        if not any(key in self.head for key in _TEXTS):
            self.head = _REFERENCE.sub(lambda found: instead.get(found[1], found[1]) + b" 0 R", self.head)


def with_shared_streams(pdf: bytes) -> bytes:
    """Return the PDF without copies of pictures, colour profiles and drawings.

    A file that is not built as typst builds it is returned unchanged.
    """
    end = _END.search(pdf)
    table = _TABLE.match(pdf, int(end[1])) if end else None
    objects = _objects(pdf, table) if table else {}
    if not objects or table is None:
        return pdf
    digests = {number: hashlib.sha256(one.after).digest() for number, one in objects.items() if one.shareable}
    # A picture names its colours, and these their profile: copies of copies show in the next round.
    while instead := _copies(objects, digests):
        for copy in instead:
            del objects[copy], digests[copy]
        for one in objects.values():
            one.refer(instead)
    return _written(pdf, objects, table)


def _objects(pdf: bytes, table: re.Match[bytes]) -> dict[bytes, _Object]:
    """Return the objects by their numbers; none if the file is not as the table says."""
    lines = [table[2][at : at + _ENTRY] for at in range(0, len(table[2]), _ENTRY)]
    starts = sorted(int(line[:10]) for line in lines if line[17:18] == b"n")
    found: dict[bytes, _Object] = {}
    for start, stop in zip(starts, [*starts[1:], table.start()], strict=True):
        header = _HEADER.match(pdf, start, stop)
        if header is None:
            return {}
        found[header[1]] = _Object(pdf, header.end(), stop)
    return found


def _copies(objects: dict[bytes, _Object], digests: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Return the number of the first of equal objects by the numbers of its copies."""
    first: dict[tuple[bytes, bytes], bytes] = {}
    found = {}
    for number, digest in digests.items():
        kept = first.setdefault((objects[number].head, digest), number)
        if kept != number:
            found[number] = kept
    return found


def _written(pdf: bytes, objects: dict[bytes, _Object], table: re.Match[bytes]) -> bytes:
    """Return the file with these objects under their numbers; the table lists the others as free."""
    start = min(int(table[2][at : at + 10]) for at in range(_ENTRY, len(table[2]), _ENTRY))
    parts: list[bytes | memoryview] = [pdf[:start]]
    at, places = start, {}
    for number, one in objects.items():
        places[int(number)] = at
        parts += [number + b" 0 obj\n", one.head, one.after]
        at += sum(map(len, parts[-3:]))
    count = int(table[1])
    lines = (
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(1, count)
    )
    after = pdf[table.end() - len(b"trailer") : pdf.rindex(b"startxref")]
    listed = [b"xref\n0 %d\n0000000000 65535 f \n" % count, *lines, after, b"startxref\n%d\n%%%%EOF" % at]
    return b"".join([*parts, *listed])
