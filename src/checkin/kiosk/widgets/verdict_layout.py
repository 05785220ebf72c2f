"""Lay out an answer in the available space: the person's name largest, then the verdict's word, then the rest."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from operator import itemgetter

from rich.cells import cell_len
from textual.content import Content

from checkin.kiosk.widgets.block_letters import LARGE, MIDDLE, SIZES, SMALL, TALL, Size, can_draw, draw_letters

_HYPHENED = re.compile("[^-]+-?|-")
_FIXED_SPACE = "\N{NO-BREAK SPACE}"
_CODE = re.compile(r"\b[A-Z]{4}[ \N{NO-BREAK SPACE}][A-Z]{4}[ \N{NO-BREAK SPACE}][A-Z]{4}\b")
_MOST_LINES, _MOST_PIECES = 6, 10
# The size of the word, on how many lines it may be, and the size of the name. None is plain bold text.
_Sizes = tuple[Size | None, int, Size | None]
_BOTH = (
    (MIDDLE, LARGE),
    (TALL, LARGE),
    (SMALL, LARGE),
    (SMALL, MIDDLE),
    (TALL, TALL),
    (SMALL, TALL),
    (SMALL, SMALL),
)
# Both large, the best first. A word that is too long for one line takes two.
_LARGE: tuple[_Sizes, ...] = tuple((word, lines, name) for lines in (1, 2) for word, name in _BOTH)
_OF_A_PERSON: tuple[_Sizes, ...] = (*_LARGE, (None, 1, SMALL), (SMALL, 1, None), (SMALL, 2, None), (None, 1, None))
# Who may not go in must see that first.
_OF_A_REFUSAL: tuple[_Sizes, ...] = (*_LARGE, (SMALL, 1, None), (SMALL, 2, None), (None, 1, SMALL), (None, 1, None))
_OF_A_CODE: tuple[_Sizes, ...] = (*((size, lines, None) for lines in (1, 2) for size in SIZES), (None, 1, None))


@dataclass(frozen=True, slots=True)
class VerdictText:
    """What the panel says. ``is_person`` is False for a code that nobody has.

    ``shorter`` stands in the place of ``below`` where the name is large only then.
    """

    shape: str
    word: str
    name: str
    below: tuple[str, ...] = ()
    shorter: tuple[str, ...] = ()
    note: str = ""
    is_person: bool = True
    is_refusal: bool = False


@lru_cache(maxsize=256)
def lay_out(text: VerdictText, width: int, height: int) -> Content:
    """Return the answer in the largest letters that fit into so many cells."""
    word, name, below = _placed(text, text.below, width, height)
    if text.shorter and len(name) == 1:
        shorter = _placed(text, text.shorter, width, height)
        word, name, below = shorter if len(shorter[1]) > 1 else (word, name, below)
    # Free rows part the word from the name, and the name from what is below it.
    free = max(2, height - len(below)) - len(word) - len(name)
    return centred([*word, *[Content("")] * (free > 0), *name, *[Content("")] * (free > 1), *below], width)


_Lines = list[Content]


def _placed(text: VerdictText, below: Sequence[str], width: int, height: int) -> tuple[_Lines, _Lines, _Lines]:
    """Return the word, the name and what is below them, as large as there is room for. A plain name is one line."""
    last = [line for part in below for line in wrapped(part, width)]
    last += [line.stylize("bold reverse") for line in wrapped(f" ! {text.note} ", width) if text.note]
    room = max(2, height - len(last))
    word, name = next(_fitting(text, width, room), (_plain_word(text), _plain_name(text, width)))
    return word, name, last


def wrapped(text: str, width: int) -> list[Content]:
    """Return a text on as many lines as it needs. A code is never broken."""
    whole = _CODE.sub(lambda found: found[0].replace(" ", _FIXED_SPACE), text)
    lines = wrap_cells(whole, width)
    return [Content(_CODE.sub(lambda found: found[0].replace(_FIXED_SPACE, " "), line)) for line in lines]


def wrap_cells(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many cells: some letters take two."""
    if cell_len(text) > len(text):
        return [line.plain.rstrip() for line in Content(text).wrap(max(1, width))]
    return textwrap.wrap(text, max(1, width), drop_whitespace=len(text) > width)


def centred(lines: Sequence[Content], width: int) -> Content:
    """Return lines in the middle of a width. Textual's own centring moves each row of large letters by itself."""
    return Content("\n").join(line.pad_left(max(0, (width - line.cell_length) // 2)) for line in lines)


def large_lines(text: str, sizes: Sequence[Size], width: int, height: int) -> list[Content]:
    """Return the text in the first of the sizes that fits, else as one plain bold line."""
    for size in sizes:
        drawn = _large(text, size, width, 1)
        if drawn is not None and len(drawn) <= height:
            return [Content(line) for line in drawn]
    return [line.stylize("bold") for line in wrapped(text, width)]


def _plain_name(text: VerdictText, width: int) -> list[Content]:
    return [line.stylize("bold") for line in wrapped(text.name, width)]


def _fitting(text: VerdictText, width: int, room: int) -> Iterator[tuple[list[Content], list[Content]]]:
    sizes = (_OF_A_REFUSAL if text.is_refusal else _OF_A_PERSON) if text.is_person else _OF_A_CODE
    for of_word, lines, of_name in sizes:
        least = sum(size.height if size else 1 for size in (of_word, of_name))
        if least + bool(of_word and of_name) > room and (of_word or of_name):
            continue  # not even without accents and on one line
        word = _large(f"{text.shape} {text.word}", of_word, width, lines) if of_word else None
        name = _large(text.name, of_name, width, _MOST_LINES) if of_name else None
        if (of_word and word is None) or (of_name and name is None):
            continue
        found = (
            [Content(line) for line in word] if word else _plain_word(text),
            [Content(line) for line in name] if name else _plain_name(text, width),
        )
        # Letters of the name in one size with the word need a free row between them.
        if len(found[0]) + len(found[1]) + bool(word and name) <= room:
            yield found


def _plain_word(text: VerdictText) -> list[Content]:
    return [Content.styled(f"  {text.shape}  {text.word}  {text.shape}  ", "bold reverse")]


@lru_cache(maxsize=512)
def _large(text: str, size: Size, width: int, lines: int) -> tuple[str, ...] | None:
    """Return the text on up to so many lines, each as long as the longest; None if it does not fit or has no glyph."""
    pieces = _pieces(text.replace(" x ", " × "), breaks_hyphens=size is SMALL)
    if not pieces or len(pieces) > _MOST_PIECES or not can_draw(text):
        return None
    widths = [_width(piece, size) for piece in pieces]
    if max(widths) > width:
        return None
    # What a blank and what nothing between two pieces adds.
    one = _width("A", size)
    gaps = [_width("A A" if piece.endswith(" ") else "AA", size) - 2 * one for piece in pieces]
    for count in range(1, min(lines, len(pieces)) + 1):
        found = [
            (max(sum(widths[start:end]) + sum(gaps[start : end - 1]) for start, end in bounds), bounds)
            for cuts in combinations(range(1, len(pieces)), count - 1)
            if (bounds := list(pairwise([0, *cuts, len(pieces)])))
        ]
        across, bounds = min(found, key=itemgetter(0))
        if across <= width:
            drawn = [draw_letters("".join(pieces[start:end]).strip(), size) for start, end in bounds]
            blank = " " * across
            joined = [line for part in drawn for line in (*(_in_middle(row, across) for row in part), blank)]
            return tuple(joined[:-1])
    return None


def _pieces(text: str, *, breaks_hyphens: bool) -> list[str]:
    """Return what may stand on a line by itself: words, each with the blank behind it.

    A name breaks at its hyphens in the smallest letters alone: larger ones are not worth a broken name.
    """
    words = text.split()
    parts = [_HYPHENED.findall(word) if breaks_hyphens else [word] for word in words]
    return [piece for found in parts for piece in (*found[:-1], f"{found[-1]} ")]


@lru_cache(maxsize=512)
def _width(text: str, size: Size) -> int:
    return len(draw_letters(text.strip(), size)[0])


def _in_middle(row: str, width: int) -> str:
    """Pad a row on both sides, equally for every row of a line."""
    left = (width - len(row)) // 2
    return f"{' ' * left}{row}{' ' * (width - len(row) - left)}"
