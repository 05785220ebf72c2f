"""Draw the rooms of the source and the imports between them into ``docs/architecture.svg``.

    python scripts/architecture.py

The rooms stand in the layers of the import contract in ``pyproject.toml``. An arrow means "imports"; a thick one stands
for many imports. A test fails when the picture lacks an arrow or has one too many.
"""

import tomllib
from collections import Counter
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
WIDTH, ROW, BOX, HEIGHT = 960, 86, 150, 44


def layers() -> list[list[str]]:
    """The rooms from the top layer down, as the contract "the house" names them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    house = next(contract for contract in contracts if contract["name"] == "the house")
    return [[room.strip() for room in layer.split("|")] for layer in house["layers"]]


def imports() -> Counter[tuple[str, str]]:
    """How many imports lead from one room to another."""
    graph = grimp.build_graph("checkin")
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for target in graph.find_modules_directly_imported_by(module):
            one, other = (name.split(".")[1] if "." in name else "" for name in (module, target))
            if one and other and one != other and not one.startswith("_"):
                found[one, other] += 1
    return found


def lines_of(room: str) -> int:
    """The lines of Python in a room."""
    return sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "src/checkin" / room).rglob("*.py"))


def picture() -> str:
    """The picture as SVG."""
    places: dict[str, tuple[float, float]] = {}
    rows = layers()
    for row, rooms in enumerate(rows):
        gap = WIDTH / len(rooms)
        for column, room in enumerate(rooms):
            places[room] = (gap * (column + 0.5), 30 + row * ROW + HEIGHT / 2)
    height = 30 + len(rows) * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        "<title>The rooms of checkin and the imports between them</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#667"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for (one, other), count in sorted(imports().items()):
        if one in places and other in places:
            parts.append(_arrow(f"{one}-{other}", places[one], places[other], count))
    for room, (x, y) in places.items():
        parts += _box(room, x, y)
    return "\n".join([*parts, "</svg>", ""])


def _arrow(name: str, start: tuple[float, float], end: tuple[float, float], count: int) -> str:
    (x1, y1), (x2, y2) = start, end
    y1, y2 = y1 + HEIGHT / 2, y2 - HEIGHT / 2
    bend = (y2 - y1) / 2
    width = 0.6 + min(count, 40) / 16
    return (
        f'<path id="{name}" d="M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + bend:.0f} '
        f'{x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}" '
        f'fill="none" stroke="#667" stroke-opacity="0.45" stroke-width="{width:.1f}" marker-end="url(#tip)"/>'
    )


def _box(room: str, x: float, y: float) -> list[str]:
    lines = round(lines_of(room), -2)
    return [
        f'<rect x="{x - BOX / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{BOX}" height="{HEIGHT}" rx="6" '
        'fill="#e8eef7" stroke="#345"/>',
        f'<text x="{x:.0f}" y="{y - 2:.0f}" text-anchor="middle" font-size="16" fill="#123">{escape(room)}</text>',
        f'<text x="{x:.0f}" y="{y + 15:.0f}" text-anchor="middle" font-size="11" fill="#456">{lines:,} lines</text>',
    ]


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    print(PICTURE)
