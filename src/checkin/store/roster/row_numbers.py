"""Give people the row numbers of paper lists. A person keeps theirs: a list may be signed before the next load."""

import sqlite3

# People added at doors are numbered from here, by their ids, which begin with the time: the same on every station.
_FIRST_ADDED, _FIRST_ADDED_TO_MANY = 9_001, 900_001
MOST = _FIRST_ADDED_TO_MANY - 1


def row_numbers(conn: sqlite3.Connection) -> dict[str, int]:
    """Return everybody's row number on every list, by id. Nobody ever gets the number of another person."""
    listed, added = _people(conn)
    numbers: dict[str, int] = {}
    taken = {row["row_number"] for row in listed}
    fresh = max((number for number in taken if number), default=0)
    for row in listed:
        number = row["row_number"]
        if number is None or number not in taken:
            fresh += 1
            number = fresh
        taken.discard(number)
        numbers[row["id"]] = number
    first = _FIRST_ADDED if fresh < _FIRST_ADDED else _FIRST_ADDED_TO_MANY
    return numbers | {row["id"]: number for number, row in enumerate(added, first)}


def keep_row_numbers(conn: sqlite3.Connection) -> None:
    """Store the numbers that the people of the list have now. The caller holds the transaction of a load."""
    numbers = row_numbers(conn)
    conn.executemany(
        "UPDATE participants SET row_number = ? WHERE id = ?",
        [(numbers[row["id"]], row["id"]) for row in _people(conn)[0] if row["row_number"] != numbers[row["id"]]],
    )


def _people(conn: sqlite3.Connection) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    """Return the people of the list, those with a number first, and those whom an event added."""
    columns = "SELECT id, row_number FROM participants WHERE added_by IS"
    listed = conn.execute(f"{columns} NULL ORDER BY row_number IS NULL, place, id").fetchall()
    return listed, conn.execute(f"{columns} NOT NULL ORDER BY id").fetchall()
