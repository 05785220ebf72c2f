"""Attendance arithmetic: from a person's sessions and the policy to a percentage and a decision.

Pure and exact. Credits are integers (sessions times the denominator of the late credit, or seconds), the percentage
is a :class:`fractions.Fraction`. 79.96% is not 80% and is not shown as 80%.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from checkin.core.course import Excused, Policy, Role, Unit
from checkin.core.session_status import Status
from checkin.core.sum_in_words import Clause, Sum, format_percent, sum_in_words
from checkin.core.text import TranslatableText, translatable


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAttendance:
    """One participant in one session that counts. ``length``, ``attended`` and ``late_by`` are seconds.

    ``instead_of`` are the person's other sessions of the slot: id, title, and whether the programme requires it.
    """

    session: str
    status: Status
    length: int = 0
    attended: int = 0
    late_by: int = 0
    kind: str = ""
    required: bool = False
    title: str = ""
    instead_of: tuple[tuple[str, str, bool], ...] = ()


class Credit(NamedTuple):
    """What one session adds to a person's sum: ``given`` of ``whole``.

    Both are in the same unit: sessions times ``late.denominator`` of the policy, or seconds. ``whole`` 0: left out.
    """

    session: str
    status: Status
    given: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceResult:
    """One participant's sum, and whether it earns the certificate.

    ``percent`` is exact, None if nothing counted: 100 times the sum of the credits given over the sum of the wholes.
    ``missed`` are absences that are recorded; a session without a status is in none of the counts, but in the clauses.
    ``seconds`` were attended. ``pardoned`` of ``excused`` are left out or counted. ``credit`` of ``out_of``, in
    sessions or in minutes as the policy counts, give the percentage. ``clauses`` say the sum and the decision in words.
    """

    expected: int
    attended: int
    late: int
    excused: int
    pardoned: int
    missed: int
    seconds: int
    credit: Fraction
    out_of: Fraction
    percent: Fraction | None
    earned: bool
    clauses: tuple[Clause, ...]

    @property
    def unmarked(self) -> int:
        """How many of the sessions have no status."""
        return self.expected - self.attended - self.excused - self.missed

    @property
    def reason(self) -> str:
        """The sum and the decision in English words."""
        return "; ".join(", ".join(map(str, clause)) for clause in self.clauses)


def evaluate(
    sittings: Sequence[SessionAttendance],
    policy: Policy,
    role: Role = Role.PARTICIPANT,
    *,
    to_come: Container[str] = frozenset(),
    away: int = 0,
) -> AttendanceResult:
    """Apply the policy to all sessions at which one person was expected, in the order of time.

    The percentage of all of them decides. ``to_come`` holds the ids of sessions that are not over: the sum in words
    then also gives the percentage of the sessions held so far, and ``away``, how many sessions were left out while the
    person had withdrawn.
    """
    every = sittings
    if policy.late_absent_after is not None:
        every = [_strictly(sitting, policy) for sitting in sittings]
    sat = every[_first_counted(every, policy) :]
    earned = _credits(sat, policy)
    percent = _percent(earned)
    attended, late, excused, seconds = _counts(sat)
    failings = _failings(every, sat, percent, policy, role)
    too_late = sum(before is not after for before, after in zip(sittings, every, strict=True))
    found = _sum(sat, earned, percent, policy, too_late=too_late, cut=len(every) - len(sat), away=away)
    return AttendanceResult(
        expected=len(sat),
        attended=attended,
        late=late,
        excused=excused,
        pardoned=found.pardoned,
        missed=len(sat) - attended - excused - found.unmarked,
        seconds=seconds,
        credit=found.in_units(found.given, policy),
        out_of=found.in_units(found.whole, policy),
        percent=percent,
        earned=not failings,
        clauses=(sum_in_words(found, policy), *_so_far(sat, policy, to_come), *failings),
    )


def _counts(sat: Sequence[SessionAttendance]) -> tuple[int, int, int, int]:
    """Return how many sessions were attended, how many of them late, how many were excused; and the seconds."""
    attended = late = excused = seconds = 0
    for sitting in sat:
        status = sitting.status
        if status is Status.PRESENT or status is Status.LATE:
            attended += 1
            seconds += sitting.attended
            late += status is Status.LATE
        elif status is Status.EXCUSED:
            excused += 1
    return attended, late, excused, seconds


def session_credits(sittings: Sequence[SessionAttendance], policy: Policy) -> list[Credit]:
    """Return what each session adds to a person's sum. The sums of any partition of them add up to the person's."""
    every = [_strictly(sitting, policy) for sitting in sittings]
    sat = every[_first_counted(every, policy) :]
    return [Credit(one.session, one.status, *credit) for one, credit in zip(sat, _credits(sat, policy), strict=True)]


def _percent(credits_: Sequence[tuple[int, int]]) -> Fraction | None:
    whole = sum([whole for _, whole in credits_])
    return Fraction(100 * sum([given for given, _ in credits_]), whole) if whole else None


def sessions_ahead(sittings: Iterable[SessionAttendance], to_come: Container[str], policy: Policy) -> set[str]:
    """Return the ids of the sessions to come that a person can still attend or miss.

    An excuse that was granted ahead stands, unless the policy gives it no credit or caps it.
    """
    stands = policy.excused is not Excused.ABSENT and policy.excused_cap is None
    return {one.session for one in sittings if one.session in to_come and not (stands and one.status is Status.EXCUSED)}


def absences_left(sittings: Sequence[SessionAttendance], to_come: Container[str], policy: Policy) -> int:
    """Return how many of the sessions to come may still be missed; -1 if the requirements are out of reach.

    They are out of reach if attending all sessions to come is not enough. By minutes, the longest sessions are missed
    first, which is the cautious answer.
    """
    ahead = sessions_ahead(sittings, to_come, policy)
    supposed = [
        replace(one, status=Status.PRESENT, attended=one.length, late_by=0, instead_of=())
        if one.session in ahead
        else _strictly(one, policy)
        for one in sittings
    ]
    if any(one.instead_of for one in sittings if one.session in ahead):
        policy = replace(policy, minimum={})  # a parallel session may be of the kind that is lacking
    sat = supposed[_first_counted(supposed, policy) :]
    earned = _credits(sat, policy)
    if _failings(supposed, sat, _percent(earned), policy, Role.PARTICIPANT):
        return -1
    given, whole = sum(one[0] for one in earned), sum(one[1] for one in earned)
    losses = sorted((one[0] for one, its in zip(earned, sat, strict=True) if its.session in ahead), reverse=True)
    # The whole stays the same, so each session that is missed takes its own credit away.
    for missed, lost in enumerate(losses):
        given -= lost
        if 100 * given < policy.threshold * whole:
            return missed
    return len(losses)


def _strictly(sitting: SessionAttendance, policy: Policy) -> SessionAttendance:
    """Count a very late arrival as an absence, if the policy says so."""
    limit = policy.late_absent_after
    if limit is None or sitting.status is not Status.LATE or sitting.late_by <= limit * 60:
        return sitting
    return replace(sitting, status=Status.ABSENT, attended=0, late_by=0)


def _first_counted(sat: Sequence[SessionAttendance], policy: Policy) -> int:
    """Return the place of the first session that counts: the first one attended, if the policy starts there.

    A person who never came is counted from the first day.
    """
    if policy.from_arrival:
        for place, sitting in enumerate(sat):
            if sitting.status.attended:
                return place
    return 0


def _credits(sat: Sequence[SessionAttendance], policy: Policy) -> list[tuple[int, int]]:
    """Return what each session gives, and of how much."""
    minutes = policy.unit is Unit.MINUTES
    scale, late_credit = (1, 0) if minutes else (policy.late.denominator, policy.late.numerator)
    pardon = policy.excused is not Excused.ABSENT
    allowed = _allowed(sat, policy) if pardon else 0
    used = lates = 0
    found = []
    for sitting in sat:
        whole = sitting.length if minutes else scale
        given, status = 0, sitting.status
        if status is Status.PRESENT:
            given = sitting.attended if minutes else scale
        elif status is Status.LATE:
            lates += 1
            given = sitting.attended if minutes else late_credit
            if policy.lates_per_absence and not minutes and lates % policy.lates_per_absence == 0:
                given = 0  # this late arrival completes an absence
        elif status is Status.EXCUSED and pardon:
            used += sitting.length if minutes else 1
            if allowed is None or used <= allowed:
                given, whole = (whole, whole) if policy.excused is Excused.COUNTED else (0, 0)
        found.append((given, whole))
    return found


def _allowed(sat: Sequence[SessionAttendance], policy: Policy) -> Fraction | None:
    """Return how much may be excused (sessions or seconds); None: everything."""
    if policy.excused_cap is None:
        return None
    total = sum(sitting.length for sitting in sat) if policy.unit is Unit.MINUTES else len(sat)
    return policy.excused_cap * total / 100


def _sum(
    sat: Sequence[SessionAttendance],
    credits_: Sequence[tuple[int, int]],
    percent: Fraction | None,
    policy: Policy,
    *,
    too_late: int,
    cut: int,
    away: int,
) -> Sum:
    """Collect the numbers from which the percentage follows."""
    scale = 1 if policy.unit is Unit.MINUTES else policy.late.denominator
    statuses = [sitting.status for sitting in sat]
    pardoned = sum(
        sitting.status is Status.EXCUSED and (whole == 0 or given > 0 or sitting.length == 0)
        for (given, whole), sitting in zip(credits_, sat, strict=True)
    )
    return Sum(
        given=Fraction(sum([given for given, _ in credits_]), scale),
        whole=Fraction(sum([whole for _, whole in credits_]), scale),
        attended=statuses.count(Status.PRESENT) + statuses.count(Status.LATE),
        late=statuses.count(Status.LATE),
        too_late=too_late,
        excused=statuses.count(Status.EXCUSED),
        pardoned=0 if policy.excused is Excused.ABSENT else pardoned,
        unmarked=statuses.count(Status.UNMARKED),
        before_arrival=cut,
        away=away,
        percent=percent,
    )


def _so_far(sat: Sequence[SessionAttendance], policy: Policy, to_come: Container[str]) -> list[Clause]:
    if not to_come:
        return []
    held = [sitting for sitting in sat if sitting.session not in to_come]
    if len(held) == len(sat):
        return []
    credits_ = _credits(held, policy)
    percent = _percent(credits_)
    if percent is None:
        return []
    found = _sum(held, credits_, percent, policy, too_late=0, cut=0, away=0)
    values = {
        "given": found.show(found.given, policy),
        "whole": found.show(found.whole, policy),
        "percent": format_percent(percent, policy.threshold),
    }
    return [(TranslatableText(translatable("so far {given} of {whole}, {percent}%"), values),)]


# What the sum in words says of required sessions that were not attended, by the status of the person there.
_INSTEAD = translatable("required, but a parallel session was attended: {sessions}")
_REQUIRED = {
    Status.ABSENT: translatable("required and missed: {sessions}"),
    Status.EXCUSED: translatable("required and excused: {sessions}"),
    Status.UNMARKED: translatable("required and not recorded: {sessions}"),
}


def _required(asked: Iterable[SessionAttendance], policy: Policy) -> list[TranslatableText]:
    """Name the required sessions that were not attended. A session without a status is not called missed."""
    titles: dict[str, list[str]] = {}
    for sitting in asked:
        if names := _not_attended(sitting, policy):
            titles.setdefault(_REQUIRED.get(sitting.status, _INSTEAD), []).extend(names)
    return [TranslatableText(text, {"sessions": ", ".join(names)}) for text, names in titles.items()]


def _not_attended(sitting: SessionAttendance, policy: Policy) -> list[str]:
    """Return the titles of required sessions that were not attended. One required session of a slot stands for all."""
    if sitting.required or sitting.session in policy.required:
        return [] if sitting.status.attended else [sitting.title or sitting.session]
    return [title or key for key, title, required in sitting.instead_of if required or key in policy.required]


def _failings(
    every: Sequence[SessionAttendance],
    sat: Sequence[SessionAttendance],
    percent: Fraction | None,
    policy: Policy,
    role: Role,
) -> list[Clause]:
    if role is not Role.PARTICIPANT:
        return [(TranslatableText(translatable("outside the count: {role}"), {"role": role}),)]
    if percent is None:
        return [(TranslatableText(translatable("no session counted")),)]
    failings = [] if percent >= policy.threshold else [TranslatableText(translatable("below the minimum"))]
    # Required sessions hold from the first day on, whenever a person came to the course.
    asked = sat if policy.required_from_arrival else every
    failings += _required(asked, policy)
    for kind, least in policy.minimum.items():
        count = sum(sitting.kind == kind and sitting.status.attended for sitting in every)
        if count < least:
            values = {"count": count, "least": least, "kind": kind}
            failings.append(TranslatableText(translatable("{count} of at least {least} of kind {kind}"), values))
    return [(failing,) for failing in failings]
