"""Print what ``checkin hub status`` found."""

from collections.abc import Callable, Iterable
from dataclasses import asdict

import click

from checkin.cli.context import print_json
from checkin.cli.language import current_translator, tr
from checkin.core.text import DecimalText, EnglishText, clean, one_line
from checkin.hub.sync.status import WRONG_CLOCK, HubStatus

# What was rejected is listed up to so many: a station may send thousands.
_MOST_NAMED = 20


def print_status_as_json(found: HubStatus) -> None:
    """Print one JSON object a line: each station, what was rejected, and whose figures differ."""
    for kiosk in found.kiosks:
        print_json({"kind": "kiosk", **asdict(kiosk)})
    for refusal in found.refused:
        print_json({"kind": "refused", "by": "hub", **asdict(refusal)})
    for one in found.rejected:
        by = "this kiosk" if one.direction == "in" else "hub"
        said = {"segment": one.segment, "seq": one.seq, "reason": one.reason, "since": one.since}
        print_json({"kind": "aside", "by": by, **said})
    for event in found.invalid:
        print_json({"kind": "set_aside", **asdict(event)})
    for names in found.differing:
        print_json({"kind": "differs", "kiosks": list(names)})


def print_status(found: HubStatus) -> None:
    """Print a line for each station, for what was rejected, and for stations whose figures differ."""
    for kiosk in found.kiosks:
        off = kiosk.offset_ms
        wrong = off is not None and abs(off) > WRONG_CLOCK
        clock = (
            tr("clock {seconds} s off", seconds=DecimalText(f"{-off / 1000:+.1f}"))
            if off and wrong
            else tr("clock right")
        )
        name = clean(f"{kiosk.door or '-'} ({kiosk.name})")
        seen = tr("seen {ago}", ago=_ago(kiosk.seconds))
        counts = tr("entries: {n}  to send: {waiting}", n=f"{kiosk.events:>8}", waiting=f"{kiosk.waiting:>6}")
        more = [clock] * (off is not None) + [tr("access revoked")] * kiosk.revoked
        click.echo(f"{name:<48}  {seen:<18} {counts}  {'  '.join(more)}".rstrip())
    print_listed(
        tr(
            "rejected by the server: {what} ({station})",
            what=_refused(one.seq, one.segment, one.reason),
            station=one.kiosk,
        )
        for one in found.refused
    )
    print_listed(
        tr("rejected here: {what}", what=_refused(one.seq, one.segment, one.reason))
        if one.direction == "in"
        else tr("rejected there: {what}", what=_refused(one.seq, one.segment, one.reason))
        for one in found.rejected
    )
    print_listed(tr("rejected here: {what}", what=_refused(one.seq, one.segment, one.reason)) for one in found.invalid)
    for names in found.differing:
        click.echo(
            tr("same entries, different counts: {names}", names=one_line(current_translator().semicolon.join(names)))
        )


def print_listed(lines: Iterable[str], show: Callable[[str], None] = click.echo) -> None:
    """Print a line for each rejected entry, without what could change the terminal, and how many more there are."""
    listed = list(lines)
    for line in listed[:_MOST_NAMED]:
        show(one_line(line))
    if len(listed) > _MOST_NAMED:
        show(tr("More entries that were rejected: {n}.", n=len(listed) - _MOST_NAMED))


def _refused(seq: int, segment: str, reason: str) -> str:
    return tr("entry {seq} of {segment}: {reason}", seq=seq, segment=segment[:8], reason=EnglishText(reason))


def _ago(seconds: float) -> str:
    if seconds < 120:
        return tr("{n} s ago", n=max(0, round(seconds)))
    return tr("{n} min ago", n=round(seconds / 60)) if seconds < 7200 else tr("{n} h ago", n=round(seconds / 3600))
