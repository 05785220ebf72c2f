"""Collect the notices about a sheet of a programme: one for all the rows that give rise to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from checkin.core.errors import Notice, Topic
from checkin.core.text import TranslatableText, names_of, sentence
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns
from checkin.intake.words.breaks import breaks_notice

Texts = dict[str, None]  # each once, in order


@dataclass(slots=True)
class SessionAsides:
    """What the rows of one sheet gave rise to, each text once."""

    breaks: Texts = field(default_factory=dict)
    doubtful: Texts = field(default_factory=dict)  # titles that count and may be no sessions of the course
    everybody: Texts = field(default_factory=dict)  # cells of groups that mean everybody
    statuses: Texts = field(default_factory=dict)  # that are not known
    crossed_out: Texts = field(default_factory=dict)  # titles that are crossed out or hidden
    ids: dict[str, str] = field(default_factory=dict)  # ids of the file, and what they are read as
    other_offsets: dict[str, str] = field(default_factory=dict)  # times, and what they are on the course's clock
    days_of_sheet: set[date] = field(default_factory=set)

    def notices(self, table: Table, columns: Columns) -> list[Notice]:
        """Return a sentence for each kind."""
        said = breaks_notice(table.file, self.breaks, table.sheet)

        def say(reason: TranslatableText, name: str = "", topic: Topic = Topic.DOUBT) -> None:
            said.append(table.notice(reason, place=columns.fields.get(name), topic=topic))

        if self.doubtful:
            reason = sentence(
                "these count as sessions for everybody they are for: {titles}; write no in a column 'counts' for those "
                "that do not count",
                titles=_named(self.doubtful),
            )
            say(reason)
        if self.statuses:
            reason = sentence(
                "these statuses of sessions are not known; the sessions count: {texts}", texts=_named(self.statuses)
            )
            say(reason, "status")
        if self.crossed_out:
            reason = sentence(
                "sessions that are crossed out or hidden in the sheet count: {titles}; delete the rows of those that "
                "are not held",
                titles=_named(self.crossed_out),
            )
            say(reason)
        if self.everybody:
            reason = sentence(
                "these sessions are for everybody, by their groups: {groups}", groups=_named(self.everybody)
            )
            say(reason, "groups", Topic.READ)
        if self.days_of_sheet:
            say(sentence("the date is taken from the name of the sheet: {day}", day=min(self.days_of_sheet)))
        if self.other_offsets:
            both = [f"{there} = {here}" for there, here in self.other_offsets.items()]
            reason = sentence(
                "times with another UTC offset than the course's are converted to the time of the course: {times}; if "
                "they are meant as they stand, delete the offsets, or set the time zone of the course",
                times=names_of(both, 3),
            )
            say(reason, "start")
        if self.ids:
            both = [quoted(a) + f" = {b}" for a, b in self.ids.items()]
            say(sentence("ids are written otherwise: {ids}", ids=names_of(both, 5)), "id", Topic.READ)
        return said


def _named(texts: Iterable[str]) -> TranslatableText:
    return names_of([quoted(text) for text in texts])
