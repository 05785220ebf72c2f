"""People after a blank row or a total beneath a heading: whether the heading is theirs too. Pure."""

from dataclasses import dataclass, field

from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import names_of, sentence
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.table import Table
from checkin.intake.roster.roster_notices import Aside
from checkin.intake.tables.columns import BLANK_ROWS, END_BLOCK, IN_BLOCK

_SHOWN = 5


@dataclass(slots=True)
class BlockEnds:
    """Gathers the people of one table who get something from a heading that may be no longer theirs.

    A status, a role and a group decide what people are expected at: they are asked about. A country is named.
    """

    asked: Aside = field(default_factory=Aside)
    named: Aside = field(default_factory=Aside)
    headings: dict[str, None] = field(default_factory=dict)

    def ask(self, row: int, name: str, heading: str) -> None:
        """Note a person who gets a status, a role or a group."""
        self.asked.add(row, name)
        self.headings[heading] = None

    def problems(self, table: Table) -> list[Problem]:
        """Return the question about the people of a table; none without such people."""
        if not self.asked.rows:
            return []
        reason = sentence(
            "these people stand beneath the heading {headings}, but after an empty row or a total: {texts} ({rows}); "
            "say in course.toml whether such a row ends what the heading says:\n[columns]\n{lines}",
            headings=names_of([quoted(heading) for heading in self.headings], _SHOWN),
            lines=f'  {BLANK_ROWS} = "{END_BLOCK}"   # or "{IN_BLOCK}"',
            **self.asked.values(),
        )
        return [table.problem(self.asked.rows[0], reason)]

    def notices(self, table: Table) -> list[Notice]:
        """Name the people who get a country."""
        if not self.named.rows:
            return []
        reason = sentence(
            "these people get the country of a heading, though they stand after an empty row or a total: {texts} "
            "({rows})",
            **self.named.values(),
        )
        settle = f'[columns]\n  {BLANK_ROWS} = "{END_BLOCK}"'
        return [table.notice(reason, topic=Topic.DOUBT, rows=self.named.rows, settle=settle)]
