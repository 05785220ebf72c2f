"""The arithmetic of attendance: from what somebody's sessions say to a figure that decides.

Pure and exact: every fraction is a :class:`fractions.Fraction`, and what is printed never says more than what
decides: 79.96 % is neither 80 nor shown as 80.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import dropwhile

from checkin.core.course import Excused, Policy, Role, Unit
from checkin.core.text import translatable


class Status(StrEnum):
    """What the record says about one participant and one session."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNMARKED = "unmarked"

    @property
    def attended(self) -> bool:
        """Whether the person was there."""
        return self in (Status.PRESENT, Status.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAttendance:
    """One participant in one session that counts. ``length``, ``minutes`` and ``late_by`` are whole minutes."""

    session: str
    status: Status
    length: int = 0
    minutes: int = 0
    late_by: int = 0
    kind: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class TranslatableText:
    """A part of a sum in words: the text and its values apart, so that an interface can say it in its language."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


# What is joined by commas, of a sentence that is joined by semicolons.
Clause = tuple[TranslatableText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceResult:
    """One participant's sum, and whether it earns the certificate. ``percent`` is exact; None: nothing counted.

    ``clauses`` say the sum and what decided.
    """

    expected: int
    attended: int
    late: int
    excused: int
    missed: int
    minutes: int
    percent: Fraction | None
    earned: bool
    clauses: tuple[Clause, ...]

    @property
    def reason(self) -> str:
        """The sum in words, and what decided."""
        return "; ".join(", ".join(map(str, clause)) for clause in self.clauses)


def evaluate(
    sittings: Sequence[SessionAttendance],
    policy: Policy,
    role: Role = Role.PARTICIPANT,
    *,
    to_come: Container[str] = frozenset(),
) -> AttendanceResult:
    """Apply the policy to everything one person was expected at, in the order of time.

    What decides is the percentage of all of them. While some are ``to_come`` (their ids), the sum in words also says
    what it is of those held so far.
    """
    sat = [_strictly(sitting, policy) for sitting in sittings]
    if policy.from_arrival:
        # Who came to the course late is counted from the first session attended; who never came, from day one.
        sat = list(dropwhile(lambda sitting: not sitting.status.attended, sat)) or sat
    attended = [sitting for sitting in sat if sitting.status.attended]
    late = sum(sitting.status is Status.LATE for sitting in sat)
    excused = [sitting for sitting in sat if sitting.status is Status.EXCUSED]
    percent = _percent(sat, policy)
    failings = _failings(sat, percent, policy, role)
    return AttendanceResult(
        expected=len(sat),
        attended=len(attended),
        late=late,
        excused=len(excused),
        missed=len(sat) - len(attended) - len(excused),
        minutes=sum(sitting.minutes for sitting in attended),
        percent=percent,
        earned=not failings,
        clauses=(_sum_in_words(sat, percent, policy), *_so_far(sat, policy, to_come), *failings),
    )


def format_percent(percent: Fraction | None, threshold: Fraction | None = None) -> str:
    """The percentage in figures: one decimal, but more where rounding would lift it to the threshold that it missed.

    So 86.67 is ``86.7`` and, against 80, 79.96 is ``79.96``.
    """
    if percent is None:
        return "-"
    decimals = 1
    while threshold is not None and percent < threshold <= round(percent, decimals):
        decimals += 1
    exact = round(percent, decimals)
    text = f"{exact.numerator * 10**decimals // exact.denominator:0{decimals + 1}d}"
    return f"{text[:-decimals]}.{text[-decimals:]}".rstrip("0").rstrip(".")


def absences_left(sittings: Sequence[SessionAttendance], to_come: Iterable[str], policy: Policy) -> int:
    """How many of the sessions to come may still be missed; -1 when the threshold is out of reach.

    Counts from the longest session down when the unit is minutes, which is the cautious answer.
    """
    left = set(to_come)
    ahead = sorted((s for s in sittings if s.session in left), key=lambda s: -s.length)
    behind = [sitting for sitting in sittings if sitting.session not in left]
    for missed in range(len(ahead), -1, -1):
        supposed = [_supposed(s, Status.ABSENT) for s in ahead[:missed]]
        supposed += [_supposed(s, Status.PRESENT) for s in ahead[missed:]]
        percent = _percent([*(_strictly(s, policy) for s in behind), *supposed], policy)
        if percent is not None and percent >= policy.threshold:
            return missed
    return -1


def _supposed(sitting: SessionAttendance, status: Status) -> SessionAttendance:
    minutes = sitting.length if status.attended else 0
    return SessionAttendance(session=sitting.session, status=status, length=sitting.length, minutes=minutes)


def _strictly(sitting: SessionAttendance, policy: Policy) -> SessionAttendance:
    """A very late arrival is an absence, where the policy says so."""
    limit = policy.late_absent_after
    if limit is None or sitting.status is not Status.LATE or sitting.late_by <= limit:
        return sitting
    return SessionAttendance(
        session=sitting.session,
        status=Status.ABSENT,
        length=sitting.length,
        kind=sitting.kind,
        required=sitting.required,
    )


def _percent(sat: Sequence[SessionAttendance], policy: Policy) -> Fraction | None:
    whole = Fraction(0)
    credit = Fraction(0)
    for sitting, pardoned in _with_pardon(sat, policy):
        weight = sitting.length if policy.unit is Unit.MINUTES else 1
        if pardoned and policy.excused is Excused.LEFT_OUT:
            continue
        whole += weight
        if pardoned and policy.excused is Excused.COUNTED:
            credit += weight
        elif sitting.status.attended:
            credit += _credit(sitting, policy)
    if policy.lates_per_absence and policy.unit is Unit.SESSIONS:
        late = sum(sitting.status is Status.LATE for sitting in sat)
        # The lates that make up an absence lose what credit they had.
        credit -= (late // policy.lates_per_absence) * policy.late
    return 100 * max(credit, Fraction(0)) / whole if whole else None


def _credit(sitting: SessionAttendance, policy: Policy) -> Fraction:
    if policy.unit is Unit.MINUTES:
        return Fraction(sitting.minutes)
    return policy.late if sitting.status is Status.LATE else Fraction(1)


def _with_pardon(sat: Sequence[SessionAttendance], policy: Policy) -> Iterable[tuple[SessionAttendance, bool]]:
    """Each sitting, and whether its absence is pardoned: excused, and within the cap of the whole."""
    weights: Mapping[str, int] = {s.session: s.length if policy.unit is Unit.MINUTES else 1 for s in sat}
    cap = None if policy.excused_cap is None else policy.excused_cap * sum(weights.values()) / 100
    used = 0
    for sitting in sat:
        pardoned = sitting.status is Status.EXCUSED and policy.excused is not Excused.ABSENT
        if pardoned:
            used += weights[sitting.session]
        yield sitting, pardoned and (cap is None or used <= cap)


def _sum_in_words(sat: Sequence[SessionAttendance], percent: Fraction | None, policy: Policy) -> Clause:
    attended = [sitting for sitting in sat if sitting.status.attended]
    if policy.unit is Unit.MINUTES:
        minutes = {"attended": sum(s.minutes for s in attended), "all": sum(s.length for s in sat)}
        said = [TranslatableText(translatable("{attended} of {all} minutes"), minutes)]
    else:
        said = [
            TranslatableText(translatable("{attended} of {all} sessions"), {"attended": len(attended), "all": len(sat)})
        ]
    for status, text in _COUNTED.items():
        count = sum(sitting.status is status for sitting in sat)
        said += [TranslatableText(text, {"n": count})] if count else []
    if percent is not None:
        needs = format_percent(policy.threshold)
        shown = format_percent(percent, policy.threshold)
        said.append(
            TranslatableText(translatable("{percent} %, needs {threshold} %"), {"percent": shown, "threshold": needs})
        )
    return tuple(said)


_COUNTED = {
    Status.LATE: translatable("{n} late"),
    Status.EXCUSED: translatable("{n} excused"),
    Status.UNMARKED: translatable("{n} unmarked"),
}


def _so_far(sat: Sequence[SessionAttendance], policy: Policy, to_come: Container[str]) -> list[Clause]:
    held = [sitting for sitting in sat if sitting.session not in to_come]
    percent = _percent(held, policy)
    if percent is None or len(held) == len(sat):
        return []
    values = {"n": len(held), "percent": format_percent(percent, policy.threshold)}
    return [(TranslatableText(translatable("of {n} held so far {percent} %"), values),)]


def _failings(sat: Sequence[SessionAttendance], percent: Fraction | None, policy: Policy, role: Role) -> list[Clause]:
    if role is not Role.PARTICIPANT:
        return [(TranslatableText(translatable("outside the count: {role}"), {"role": role}),)]
    if percent is None:
        return [(TranslatableText(translatable("no session counted")),)]
    failings = [] if percent >= policy.threshold else [TranslatableText(translatable("below the threshold"))]
    attended = {sitting.session for sitting in sat if sitting.status.attended}
    required = [s.session for s in sat if s.required or s.session in policy.required]
    if absent := [session for session in required if session not in attended]:
        failings.append(
            TranslatableText(translatable("required and missed: {sessions}"), {"sessions": ", ".join(absent)})
        )
    for kind, least in policy.minimum.items():
        count = sum(sitting.kind == kind and sitting.status.attended for sitting in sat)
        if count < least:
            values = {"count": count, "least": least, "kind": kind}
            failings.append(TranslatableText(translatable("{count} of at least {least} of kind {kind}"), values))
    return [(failing,) for failing in failings]
