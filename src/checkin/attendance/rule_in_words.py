"""Say in one line by which rule sums were made, so that a reader can recompute them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from checkin.attendance.summary import GroupAttendance, PersonAttendance
from checkin.core.course import Excused, Policy, Role, Unit
from checkin.core.sum_in_words import Clause, format_number
from checkin.core.text import TranslatableText, clean, translatable

_MOST_NAMED = 3


def as_sentence(text: str) -> str:
    """Return a rule in words as a sentence; empty if there is nothing to say."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def rule_of_people(found: Sequence[PersonAttendance], policy: Policy) -> Clause:
    """Return the rule of a table of people."""
    figures = [one.figures for one in found if one.person.role is Role.PARTICIPANT]
    return _rule(found, policy, sum(one.excused for one in figures), sum(one.pardoned for one in figures))


def threshold_in_words(policy: Policy) -> Clause:
    """Return what a percentage is compared with, for a table that has no room for the sums in words."""
    return (TranslatableText(translatable("needs {threshold}%"), {"threshold": format_number(policy.threshold)}),)


def rule_of_sessions(found: Sequence[PersonAttendance]) -> Clause:
    """Return the rule of a table of sessions."""
    return tuple(_idle(found))


def rule_of_groups(found: Sequence[PersonAttendance], groups: Iterable[GroupAttendance], policy: Policy) -> Clause:
    """Return the rule of a table of days, countries or institutions, which were made from ``found``."""
    made = list(groups)
    return _rule(found, policy, sum(one.excused for one in made), sum(one.pardoned for one in made))


def all_sessions(found: Sequence[PersonAttendance], now: datetime) -> Clause:
    """Say that a table counts sessions to come too; empty if none is to come."""
    to_come = sum(one.session.counts and one.session.ends_at > now for one in found[0].facts.held) if found else 0
    if not to_come:
        return ()
    return (TranslatableText(translatable("sessions that are not over are counted too: {n}"), {"n": to_come}),)


def begun_sessions(found: Sequence[PersonAttendance], now: datetime) -> Clause:
    """Say that a table counts only the sessions that have begun; empty if all have."""
    counted = [one.session for one in found[0].facts.held if one.session.counts] if found else []
    begun = sum(one.starts_at <= now for one in counted)
    if begun == len(counted):
        return ()
    return (TranslatableText(translatable("only the sessions that have begun are counted ({n})"), {"n": begun}),)


def _rule(found: Sequence[PersonAttendance], policy: Policy, excused: int, pardoned: int) -> Clause:
    unit = [TranslatableText(translatable("sums of minutes"))] if policy.unit is Unit.MINUTES else []
    return (*unit, *_idle(found), *_late(policy), *_excused(policy, excused, pardoned))


def _idle(found: Sequence[PersonAttendance]) -> list[TranslatableText]:
    """Name the sessions that are in no sum."""
    idle = [held.session.title for held in found[0].facts.held if not held.session.counts] if found else []
    if not idle:
        return []
    titles = list(dict.fromkeys(map(clean, idle)))
    named = ", ".join(titles[:_MOST_NAMED]) + (", …" if len(titles) > _MOST_NAMED else "")
    text = translatable("sessions that do not count: {n} ({titles})")
    return [TranslatableText(text, {"n": len(idle), "titles": named})]


def _late(policy: Policy) -> list[TranslatableText]:
    """Say what late arrivals count, where it is not the whole session."""
    parts = []
    if policy.late_absent_after is not None:
        text = translatable("more than {n} min late counts as absent")
        parts.append(TranslatableText(text, {"n": policy.late_absent_after}))
    if policy.unit is Unit.SESSIONS:
        if policy.late != 1:
            text = translatable("a late arrival counts {credit}")
            parts.append(TranslatableText(text, {"credit": format_number(policy.late)}))
        if policy.lates_per_absence:
            text = translatable("every {n} late arrivals of a person count as 1 absence")
            parts.append(TranslatableText(text, {"n": policy.lates_per_absence}))
    if policy.from_arrival:
        parts.append(TranslatableText(translatable("sessions before a person's first one are left out")))
    return parts


def _excused(policy: Policy, excused: int, pardoned: int) -> list[TranslatableText]:
    if not excused:
        return []
    if policy.excused is Excused.ABSENT:
        return [TranslatableText(translatable("excused absences that count as absences: {all}"), {"all": excused})]
    left_out = policy.excused is Excused.LEFT_OUT
    values = {"n": pardoned, "all": excused}
    if policy.excused_cap is None:
        text = (
            translatable("excused absences that the percentages leave out: {n} of {all}")
            if left_out
            else translatable("excused absences that count as attended: {n} of {all}")
        )
        return [TranslatableText(text, values)]
    text = translatable("excused absences that count as attended: {n} of {all} (at most {cap}% for each person)")
    if left_out:
        text = translatable(
            "excused absences that the percentages leave out: {n} of {all} (at most {cap}% for each person)"
        )
    return [TranslatableText(text, values | {"cap": format_number(policy.excused_cap)})]
