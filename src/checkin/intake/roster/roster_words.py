"""Roles and statuses of a roster file: the course's own words first; words that nobody knows stop the load."""

import json
import re
from collections import Counter
from dataclasses import replace

from checkin.core.course import Course, Role
from checkin.core.errors import Problem
from checkin.core.text import TranslatableText, joined, lookup_key, sentence
from checkin.i18n.roles import is_rank, is_weak_role, names_two_roles, role_in_column, role_of
from checkin.intake.readers.table import Table
from checkin.intake.roster.list_parts import ListPart
from checkin.intake.tables.columns import Columns
from checkin.intake.words.status_words import Status, read_status

_MOST_WORDS = 30
_ASKED = ("role", "status", "remark", "part", "part_role")
# Headings that say role. Under others, such as "Category", a word may be anything.
_SAYS_ROLE = re.compile(r"\b(?:roles?|rol|funcion|funcao|calidad|papel|qualite|role du participant)\b")
_IS_ROLE = re.compile(r"\b(?:roles?|rol|papel)\b")


class RosterWords:
    """Reads the roles and statuses of one file, and counts the words that are not known."""

    def __init__(self, course: Course) -> None:
        self._roles = {lookup_key(text): Role(value) for text, value in course.roles.items()}
        self._own_role = course.certificate.role_column
        self._statuses = {lookup_key(text): Status(value) for text, value in course.statuses.items()}
        self._unknown: dict[str, Counter[str]] = {name: Counter() for name in _ASKED}

    def role(self, text: str, heading: str) -> Role | None:
        """Return the role that a text means. None if it is not known and the heading does not say role."""
        own = self._roles.get(lookup_key(text))
        if own or not _SAYS_ROLE.search(lookup_key(heading)):
            return own or role_of(text)
        role = role_in_column(text)
        if role is None:
            self._unknown["role"][text] += 1
        return role or Role.PARTICIPANT

    def own_role_column(self, heading: str) -> str:
        """Return the name under which the words of a column of roles are kept for papers; empty if they are not."""
        return self._own_role if lookup_key(heading) == lookup_key(self._own_role) else ""

    def is_guess(self, text: str, heading: str, role: Role) -> bool:
        """Return True if a role is read from a word that can mean another thing, under a heading that can too."""
        if role is Role.PARTICIPANT or lookup_key(text) in self._roles:
            return False
        return (
            is_rank(text) or names_two_roles(text) or (is_weak_role(text) and not _IS_ROLE.search(lookup_key(heading)))
        )

    def ticket_role(self, text: str) -> Role | None:
        """Return the role that the name of a ticket means; None if it means none."""
        return self._roles.get(lookup_key(text)) or role_of(text)

    def status(self, text: str) -> Status:
        """Return what a status says about taking part."""
        status = self._statuses.get(lookup_key(text)) or read_status(text)
        if status is None:
            self._unknown["status"][text] += 1
        return status or Status.IN

    def remark(self, text: str) -> Status | None:
        """Return what the course says that a remark means for taking part; None if it says nothing."""
        return self._statuses.get(lookup_key(text))

    def ask_about(self, remark: str) -> None:
        """Note a remark that says that a person does not take part, and stop the load until the course says it."""
        self._unknown["remark"][remark] += 1

    def part(self, part: ListPart, field: str) -> ListPart:
        """Return what a part of the list says, by the course first; a doubtful one says nothing and is asked.

        ``field`` is ``role`` or ``status``: what is sought.
        """
        key = lookup_key(part.text)
        if key in self._statuses or key in self._roles:
            return replace(part, status=self._statuses.get(key), role=self._roles.get(key), is_doubtful=False)
        if not part.is_doubtful:
            return part
        if getattr(part, field):
            self._unknown["part_role" if part.role else "part"][part.text] += 1
        return ListPart(part.text)

    def problems(self, table: Table, columns: Columns) -> list[Problem]:
        """Return one problem for all unknown words of each kind."""
        found = []
        if words := self._unknown["status"]:
            reason = sentence(
                "these words do not say whether a person takes part; put them into course.toml:\n[status]\n{lines}",
                lines=_lines(words, "registered", "withdrawn"),
            )
            found.append(table.problem(0, reason, columns.fields.get("status")))
        if words := self._unknown["remark"]:
            reason = sentence(
                "these words may say that a person does not take part; say in course.toml whether that is so:\n"
                "[status]\n{lines}",
                lines=_lines(words, "withdrawn", "registered"),
            )
            found.append(table.problem(0, reason))
        if words := self._unknown["part"]:
            reason = sentence(
                "the names of these sheets or headings may say that their people do not take part; say in course.toml "
                "whether that is so:\n[status]\n{lines}",
                lines=_lines(words, "withdrawn", "registered"),
            )
            found.append(table.problem(0, reason))
        if words := self._unknown["part_role"]:
            reason = sentence(
                "the names of these sheets or headings may say the role of their people; say in course.toml which it "
                "is:\n[roles]\n{lines}",
                lines=_lines(words, *Role),
            )
            found.append(table.problem(0, reason))
        if words := self._unknown["role"]:
            reason = sentence(
                "these words are not known as roles; put them into course.toml:\n[roles]\n{lines}\n"
                '# if the column says something else: [columns] {heading} = "position"',
                lines=_lines(words, *Role),
                heading=json.dumps(columns.heading("role"), ensure_ascii=False),
            )
            found.append(table.problem(0, reason, columns.fields.get("role")))
        return found


def _lines(words: Counter[str], *choices: str) -> TranslatableText:
    first, *others = (f'"{choice}"' for choice in choices)
    lines = [
        sentence(
            "  {word} = {first}   # or {others} ({n} x)",
            word=json.dumps(text, ensure_ascii=False),
            first=first,
            others=", ".join(others),
            n=number,
        )
        for text, number in words.most_common(_MOST_WORDS)
    ]
    return joined(lines, "\n")
