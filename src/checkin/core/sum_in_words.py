"""Say a person's sum in words that a reader can recompute: the first two numbers are the percentage.

Pure. Every text is a template with its values, so that the interface can translate it.
"""

from dataclasses import dataclass
from fractions import Fraction

from checkin.core.course import Excused, Policy, Unit
from checkin.core.text import DecimalText, TranslatableText, plural, translatable

# The parts of a clause are joined by commas, the clauses of a sentence by semicolons.
Clause = tuple[TranslatableText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The numbers behind a percentage. ``given`` of ``whole`` are sessions or seconds; the rest count sessions.

    ``pardoned`` of ``excused`` are left out or counted; ``before_arrival`` and ``away``, in days of a withdrawal that
    ended, were left out; ``too_late`` are absences.
    """

    given: Fraction
    whole: Fraction
    attended: int
    late: int
    too_late: int
    excused: int
    pardoned: int
    unmarked: int
    before_arrival: int
    away: int
    percent: Fraction | None

    def in_units(self, amount: Fraction, policy: Policy) -> Fraction:
        """Return an amount in sessions, or in minutes if the policy counts those."""
        return amount / 60 if policy.unit is Unit.MINUTES else amount

    def show(self, amount: Fraction, policy: Policy) -> str:
        """Show an amount exactly: sessions as a number, seconds as minutes like ``69`` or ``69:20``."""
        return format_minutes(int(amount)) if policy.unit is Unit.MINUTES else format_number(amount)


def sum_in_words(found: Sum, policy: Policy) -> Clause:
    """Say the sum, everything that explains it, and the percentage."""
    shown = {"given": found.show(found.given, policy), "whole": found.show(found.whole, policy)}
    number = _number_of(found.in_units(found.whole, policy))
    text = plural("{given} of {whole} session", "{given} of {whole} sessions", number, **shown)
    if policy.unit is Unit.MINUTES:
        text = plural("{given} of {whole} minute", "{given} of {whole} minutes", number, **shown)
    parts = [text, *_attended(found, policy), *_late(found, policy)]
    parts += [*_excused(found, policy), *_left_out(found)]
    if found.percent is not None:
        values = {
            "percent": format_percent(found.percent, policy.threshold),
            "threshold": format_number(policy.threshold),
        }
        parts.append(TranslatableText(translatable("{percent}%, needs {threshold}%"), values))
    return tuple(parts)


def _number_of(amount: Fraction) -> int:
    """Return the number by which a language chooses a plural. In French 0, 1 and 1.5 are singular, elsewhere 1 only."""
    return int(amount) if amount.denominator == 1 or amount >= 2 else 0


def _attended(found: Sum, policy: Policy) -> list[TranslatableText]:
    if policy.unit is Unit.SESSIONS and found.given == found.attended:
        return []
    return [TranslatableText(translatable("{n} attended"), {"n": found.attended})]


def _late(found: Sum, policy: Policy) -> list[TranslatableText]:
    parts = []
    by_sessions = policy.unit is Unit.SESSIONS
    absences = found.late // policy.lates_per_absence if policy.lates_per_absence and by_sessions else 0
    if found.late and by_sessions and policy.late != 1:
        values = {"n": found.late, "credit": format_number(policy.late)}
        parts.append(TranslatableText(translatable("{n} late (each counts {credit})"), values))
    elif found.late and not absences:
        parts.append(TranslatableText(translatable("{n} late"), {"n": found.late}))
    if absences:
        parts.append(
            plural(
                "{late} late count as {absences} absence",
                "{late} late count as {absences} absences",
                absences,
                late=found.late,
                absences=absences,
            )
        )
    if found.too_late:
        parts.append(TranslatableText(translatable("{n} too late (absent)"), {"n": found.too_late}))
    return parts


def _excused(found: Sum, policy: Policy) -> list[TranslatableText]:
    if not found.excused:
        return []
    if policy.excused is Excused.ABSENT:
        return [TranslatableText(translatable("{n} excused (absent)"), {"n": found.excused})]
    left_out = policy.excused is Excused.LEFT_OUT
    if policy.excused_cap is None:
        text = translatable("{n} excused left out") if left_out else translatable("{n} excused counted")
        return [TranslatableText(text, {"n": found.excused})]
    text = translatable("{n} of {all} excused counted (at most {cap}%)")
    if left_out:
        text = translatable("{n} of {all} excused left out (at most {cap}%)")
    values = {"n": found.pardoned, "all": found.excused, "cap": format_number(policy.excused_cap)}
    return [TranslatableText(text, values)]


def _left_out(found: Sum) -> list[TranslatableText]:
    parts = []
    if found.before_arrival:
        text = translatable("{n} before the arrival left out")
        parts.append(TranslatableText(text, {"n": found.before_arrival}))
    if found.away:
        parts.append(TranslatableText(translatable("{n} while withdrawn left out"), {"n": found.away}))
    if found.unmarked:
        parts.append(TranslatableText(translatable("{n} not recorded"), {"n": found.unmarked}))
    return parts


def format_percent(percent: Fraction | None, threshold: Fraction | None = None) -> DecimalText:
    """Show a percentage with one decimal, with more where rounding would lift it to the threshold it missed.

    So 86.67 is ``86.7`` and, against 80, 79.96 is ``79.96``.
    """
    if percent is None:
        return DecimalText("-")
    decimals = 1
    while threshold is not None and percent < threshold <= round(percent, decimals):
        decimals += 1
    exact = round(percent, decimals)
    text = f"{exact.numerator * 10**decimals // exact.denominator:0{decimals + 1}d}"
    return DecimalText(f"{text[:-decimals]}.{text[-decimals:]}".rstrip("0").rstrip("."))


def format_number(number: Fraction) -> DecimalText:
    """Show a number exactly: ``4``, ``4.5``, or ``13/3`` where no decimal is exact."""
    if number.denominator == 1:
        return DecimalText(number.numerator)
    decimals = next((n for n in range(1, 7) if (number * 10**n).denominator == 1), 0)
    if not decimals:
        return DecimalText(f"{number.numerator}/{number.denominator}")
    whole = f"{int(number * 10**decimals):0{decimals + 1}d}"
    return DecimalText(f"{whole[:-decimals]}.{whole[-decimals:]}")


def format_minutes(seconds: int) -> str:
    """Show seconds as minutes: ``69``, or ``69:20`` with the seconds that are left."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}" if rest else str(minutes)
