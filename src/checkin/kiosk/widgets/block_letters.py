"""Draw large capitals in the terminal: five rows to a letter, in full and half blocks.

Each letter is a small grid. A size says how often each row and column of the grid is repeated, so that one drawing
gives thin small letters and heavy large ones. Accents stand above the letters, in rows of their own.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# Five rows from top to bottom. Rows end at "/"; "#" is ink.
_DRAWN = """
A .##. #..# #### #..# #..#
B ###. #..# ###. #..# ###.
C .### #... #... #... .###
D ###. #..# #..# #..# ###.
E #### #... ###. #... ####
F #### #... ###. #... #...
G .### #... #.## #..# .###
H #..# #..# #### #..# #..#
I ### .#. .#. .#. ###
J ..## ...# ...# #..# .##.
K #..# #.#. ##.. #.#. #..#
L #... #... #... #... ####
M #...# ##.## #.#.# #...# #...#
N #...# ##..# #.#.# #..## #...#
O .##. #..# #..# #..# .##.
P ###. #..# ###. #... #...
Q .##. #..# #..# #.#. .#.#
R ###. #..# ###. #.#. #..#
S .### #... .##. ...# ###.
T ##### ..#.. ..#.. ..#.. ..#..
U #..# #..# #..# #..# .##.
V #...# #...# .#.#. .#.#. ..#..
W #...# #...# #.#.# ##.## #...#
X #...# .#.#. ..#.. .#.#. #...#
Y #...# .#.#. ..#.. ..#.. ..#..
Z ##### ...#. ..#.. .#... #####
0 .##. #..# #..# #..# .##.
1 .#. ##. .#. .#. ###
2 ###. ...# .##. #... ####
3 ###. ...# .##. ...# ###.
4 #..# #..# #### ...# ...#
5 #### #... ###. ...# ###.
6 .##. #... ###. #..# .##.
7 #### ...# ..#. .#.. .#..
8 .##. #..# .##. #..# .##.
9 .##. #..# .### ...# .##.
- ... ... ### ... ...
’ # # . . .
. . . . . #
, . . . # #
: . # . # .
/ ...# ..#. ..#. .#.. #...
! # # # . #
? ###. ...# .##. .... .#..
√ ....# ...#. #..#. #.#.. .#...
= .... #### .... #### ....
< ...# ..#. .#.. ..#. ...#
* #.#.# .###. ##### .###. #.#.#
~ ..... .##.# #..#. ..... .....
× #...# .#.#. ..#.. .#.#. #...#
"""
# Letters with slanting strokes, which are as thick as stems.
_SLANTING = frozenset("KVXY7/√<~×")
_FACE = {line[0]: tuple(line[2:].split()) for line in _DRAWN.strip().splitlines()}
_SAME = {"'": "’", "ʼ": "’", "‘": "’", "`": "’", "‐": "-", "‑": "-", "–": "-"}
# Above a letter, in two rows; a cedilla and an ogonek below it, in one.
_ABOVE = {
    "\u0301": ("..#", ".#."),
    "\u0300": ("#..", ".#."),
    "\u0302": (".#.", "#.#"),
    "\u0303": (".#.#", "#.#."),
    "\u0308": ("...", "#.#"),
    "\u030c": ("#.#", ".#."),
    "\u0307": ("...", ".#."),
    "\u030a": (".#.", ".#."),
    "\u0304": ("...", "###"),
}
_BELOW = frozenset("\u0327\u0328")
_BLANK = 2


@dataclass(frozen=True, slots=True)
class Size:
    """How often each row of a letter is repeated, how thick its stems are, and the gap between letters."""

    rows: tuple[int, ...]
    stem: int
    inner: int
    gap: int

    @property
    def height(self) -> int:
        """Return the rows of the terminal that a line without accents takes."""
        return (sum(self.rows) + 1) // 2


# Three, four, five and six rows of the terminal. Tall letters are as narrow as small ones.
SMALL = Size((1, 1, 1, 1, 1), stem=1, inner=1, gap=1)
MIDDLE = Size((1, 2, 1, 2, 1), stem=2, inner=1, gap=2)
TALL = Size((2, 2, 2, 2, 2), stem=1, inner=1, gap=1)
LARGE = Size((2, 3, 2, 3, 2), stem=3, inner=2, gap=2)
SIZES = (LARGE, MIDDLE, TALL, SMALL)


def can_draw(text: str) -> bool:
    """Return True if the face has every letter of the text."""
    return all(_glyph(letter) is not None for letter in _letters(text))


@lru_cache(maxsize=256)
def draw_letters(text: str, size: Size) -> tuple[str, ...]:
    """Draw a text on one line. The result has equally long rows. Every letter must be in the face."""
    letters = _letters(text)
    marks = [_marks(letter) for letter in letters]
    above = any(any(mark in _ABOVE for mark in found) for found in marks)
    below = any(any(mark in _BELOW for mark in found) for found in marks)
    pairs = zip(letters, marks, strict=True)
    columns = [_column(letter, found, size, above=above, below=below) for letter, found in pairs]
    gap = "." * size.gap
    pixels = [gap.join(row) for row in zip(*columns, strict=True)]
    # Capitals stand on the last row of the terminal, with what is left free above them.
    pixels = ["." * len(pixels[0])] * (len(pixels) % 2) + pixels
    return tuple(
        "".join(_BLOCKS[top == "#", bottom == "#"] for top, bottom in zip(*pair, strict=True))
        for pair in zip(pixels[::2], pixels[1::2], strict=True)
    )


def _letters(text: str) -> list[str]:
    """Split a text into capitals, each with its marks."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", text.upper()):
        if letters and unicodedata.combining(character):
            letters[-1] += character
        else:
            letters.append(_SAME.get(character, character))
    return letters


def _marks(letter: str) -> str:
    return letter[1:]


def _glyph(letter: str) -> Sequence[str] | None:
    if any(mark not in _ABOVE and mark not in _BELOW for mark in _marks(letter)):
        return None
    return ("." * _BLANK,) * 5 if letter[0] == " " else _FACE.get(letter[0])


def _column(letter: str, marks: str, size: Size, *, above: bool, below: bool) -> list[str]:
    """Return the pixels of one letter from top to bottom, with room for marks if the line has any."""
    glyph = _glyph(letter) or ()
    widths = _widths(letter[0], glyph, size)
    width = sum(widths)
    rows = [_stretch(row, widths) for row, times in zip(glyph, size.rows, strict=True) for _ in range(times)]
    blank = "." * width
    if above:
        mark = next((_ABOVE[mark] for mark in marks if mark in _ABOVE), ("", ""))
        thick = max(1, size.stem - 1)
        drawn = [_stretch(row, [thick] * len(row)).center(width, ".")[:width] for row in mark]
        times = 1 if size.rows[0] == 1 else 2
        rows = [line for line in drawn for _ in range(times)] + [blank] + rows
    if below:
        has_mark = any(mark in _BELOW for mark in marks)
        rows = [*rows, ("#" * size.stem).center(width, ".") if has_mark else blank, blank]
    return rows


def _widths(letter: str, glyph: Sequence[str], size: Size) -> list[int]:
    """Return how wide each column of a letter is: stems are thick, the space between them is not."""
    columns = len(glyph[0])
    if letter in _SLANTING:
        return [min(size.stem, 2)] * columns
    if columns == 1:
        return [size.stem]
    widths = [size.inner] * columns
    ink = [sum(row[column] == "#" for row in glyph) for column in range(columns)]
    for column in (0, columns - 1):
        widths[column] = size.stem
    middle = columns // 2
    if columns % 2 and ink[middle] == 5:
        widths = [size.inner] * columns
        widths[middle] = size.stem
    return widths


def _stretch(row: str, widths: Sequence[int]) -> str:
    return "".join(pixel * width for pixel, width in zip(row, widths, strict=True))
