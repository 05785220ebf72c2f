"""``checkin certificates``, ``verify``, ``decide`` and ``proof``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.changes import Change, author_options
from checkin.cli.context import Context, course_options, example, print_message, print_result

if TYPE_CHECKING:
    from checkin.attendance.session_changes import SessionChanges
    from checkin.attendance.summary import PersonAttendance
    from checkin.certificates.plan import Plan
    from checkin.certificates.verify import Verification
    from checkin.core.events import Event
    from checkin.store.open_course import OpenCourse
    from checkin.store.queries.certificates import Issued


@click.command("certificates", epilog=example("checkin certificates --dry-run", "checkin certificates --by 'V. Paz'"))
@click.option("--dry-run", is_flag=True, help="Say who is due one and what is open; issue nothing.")
@click.option("--who", metavar="EXPR", default="", help="Some only: country=BR, a code, part of a name.")
@click.option("--one-file", is_flag=True, help="All of them in one PDF as well, in ceremony order.")
@click.option("--again", metavar="CODE", help="Print one again: it says DUPLICATE.")
@click.option("--reissue", metavar="CODE", help="Issue one anew, as the record is now; the old one is replaced.")
@click.option("--revoke", metavar="CODE", help="Declare one void; needs --reason.")
@click.option("--reason", metavar="TEXT", help="Why it is revoked.")
@click.option("--by", "actor", metavar="NAME", help="Who says so.")
@click.option("-o", "output", metavar="DIR", type=click.Path(path_type=Path), help="The folder of the files.")
@course_options
@click.pass_obj
def certificates_command(
    context: Context,
    dry_run: bool,
    who: str,
    one_file: bool,
    again: str | None,
    reissue: str | None,
    revoke: str | None,
    reason: str | None,
    actor: str | None,
    output: Path | None,
) -> None:
    """Issue the certificates of those who earned one, as PDF."""
    with context.opened() as course:
        course.require_programme()
        folder = output or course.folder.certificates
        if code := again or reissue or revoke:
            _one(course, code, folder, (again, reissue, revoke), reason, actor)
            return
        _run(course, who, folder, actor, dry_run=dry_run, one_file=one_file)


def _run(course: "OpenCourse", who: str, folder: Path, actor: str | None, *, dry_run: bool, one_file: bool) -> None:
    from checkin.certificates.ceremony import prepare_ceremony
    from checkin.certificates.plan import plan

    planned = plan(course)
    due = _chosen(planned.due, who)
    _warn(planned, who)
    if dry_run:
        for tally in due:
            print_result(f"{tally.person.name}: {tally.figures.reason}")
        print_message(f"{len(due)} are due a certificate; {len(planned.held)} have one.")
        return
    made = prepare_ceremony(course, due, folder, actor=actor, one_file=one_file)
    for one in made.certificates:
        print_result(f"{one.number}  {one.person.name}")
    print_message(f"{len(made.certificates)} certificates: {folder}")
    for file in made.papers:
        print_message(f"{file}")


def _chosen(due: "tuple[PersonAttendance, ...]", who: str) -> "list[PersonAttendance]":
    from checkin.attendance.participant_filter import filter_participants

    chosen = {person.id for person in filter_participants([tally.person for tally in due], who)}
    return [tally for tally in due if tally.person.id in chosen]


def _warn(planned: "Plan", who: str) -> None:
    """What to know before the run, about those whom it is for."""
    from checkin.attendance.participant_filter import filter_participants
    from checkin.core.text import clean
    from checkin.i18n.translator import get_translator

    tr = get_translator("en")
    if planned.open:
        titles = tr.some([session.title for session in planned.open], between="; ")
        print_message(f"Over and not closed, so nobody is absent there yet: {titles}")
    if unproofed := filter_participants(planned.unproofed, who):
        print_message(f"Names that nobody has proofed: {tr.some([person.name for person in unproofed])}")
    for sentence in planned.without_effect:
        print_message(sentence)
    if planned.to_come:
        print_message(f"{len(planned.to_come)} sessions are still to come.")
    for one in planned.revoked:
        name = clean(one.facts["name"])
        print_message(
            f"Number {one.number} was revoked: {name} gets another only after 'checkin decide CODE --as earned'."
        )
    for issued, tally in planned.changed:
        if filter_participants([tally.person], who):
            print_message(f"Number {issued.number} says otherwise than the record does now: {tally.person.name}")


def _one(
    course: "OpenCourse",
    code: str,
    folder: Path,
    wanted: tuple[str | None, str | None, str | None],
    reason: str | None,
    actor: str | None,
) -> None:
    from checkin.certificates import issue

    again, reissue, _ = wanted
    certificate = _issued(course, code)
    if again:
        print_result(f"{issue.print_again(course, certificate, folder, actor=actor)}")
    elif reissue:
        made = issue.reissue(course, certificate, folder, actor=actor)
        print_result(f"{made.number}  {made.file}")
    else:
        if not reason:
            raise click.UsageError("--revoke needs a --reason.")
        print_result(f"revoke  {issue.revoke(course, certificate, reason, actor=actor)}")


def _issued(course: "OpenCourse", code: str) -> "Issued":
    """A certificate by its code or its number."""
    from checkin.certificates.facts import tidy_code
    from checkin.core.errors import CertificateError
    from checkin.store.queries import certificates

    with course.record.reading() as conn:
        for one in certificates.issued(conn):
            if code.strip() == one.number or tidy_code(code) == one.code:
                return one
    raise CertificateError("No certificate has the code or the number {code}.", code=code)


@click.command("verify", epilog=example("checkin verify 7KQ2-MZP4-0RTX", "checkin verify --key KEY < qr.txt"))
@click.argument("code", required=False)
@click.option("--key", metavar="KEY", help="The course's public key: checks a certificate's QR without any record.")
@click.option("--public-key", is_flag=True, help="Print the course's public key.")
@click.option("--page", metavar="FILE", type=click.Path(path_type=Path), help="Write a page that checks them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@course_options
@click.pass_obj
def verify_command(
    context: Context, code: str | None, key: str | None, public_key: bool, page: Path | None, as_json: bool
) -> None:
    """What a badge or a certificate code stands for, and whether it is valid."""
    from checkin.certificates import verify

    if key:
        text = code or sys.stdin.read()
        _show(verify.verify_with_key(text, key), as_json=as_json)
        return
    with context.opened() as course:
        if public_key:
            click.echo(verify.public_key(course))
        elif page is not None:
            _write_page(page, verify.web_page(course))
        elif code is None:
            raise click.UsageError("Give a code, or what a certificate's QR holds.")
        else:
            _show(verify.verify(course, code), as_json=as_json)


def _show(answer: "Verification", *, as_json: bool) -> None:
    from checkin.certificates.verify import Validity

    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False))
    else:
        parts = (answer.standing, answer.what, answer.code, answer.name, answer.country, answer.why)
        print_result("  ".join(part for part in parts if part))
        if answer.facts is not None:
            for name, value in asdict(answer.facts).items():
                if value:
                    print_result(f"  {name:10} {value}")
    if answer.standing is not Validity.VALID:
        raise click.exceptions.Exit(1)


def _write_page(page: Path, text: str) -> None:
    from checkin.core.errors import CertificateError

    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise CertificateError("{file} cannot be written: {reason}.", file=page, reason=reason) from None
    print_result(f"{page}")


@click.command("decide", epilog=example("checkin decide TTFDRVLHJCHG --as earned --by 'V. Paz' --reason ill"))
@click.argument("code")
@click.option("--as", "word", type=click.Choice(["earned", "not-earned"]), required=True)
@author_options
@click.pass_obj
def decide_command(context: Context, change: Change, code: str, word: str) -> None:
    """Override a person's certificate decision; needs --by, --reason."""
    change.record(context, lambda made: made.decide(code, earned=word == "earned"), with_reason=True)


@click.command(
    "proof",
    epilog=example(
        "checkin proof TTFDRVLHJCHG --by 'V. Paz'",
        "checkin proof TTFDRVLHJCHG --name 'Ana Benítez' --by 'V. Paz'",
        "checkin proof --who country=BR --by 'V. Paz'",
    ),
)
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("--name", metavar="NAME", default="", help="The name as it should be; for one person.")
@click.option("--who", metavar="EXPR", default="", help="Some people: country=BR, role=speaker, part of a name.")
@click.option("--all", "everybody", is_flag=True, help="Everybody on the list.")
@author_options
@click.pass_obj
def proof_command(
    context: Context, change: Change, codes: tuple[str, ...], name: str, who: str, everybody: bool
) -> None:
    """Record that names are right as certificates print them."""
    if bool(codes) + bool(who) + everybody != 1:
        raise click.UsageError("Say whose names: codes, or --who EXPR, or --all.")
    if name and len(codes) != 1:
        raise click.UsageError("--name corrects one name; give one code.")

    def act(changes: "SessionChanges") -> "list[Event]":
        chosen = codes or _codes_of(changes, who)
        return changes.proof_all(chosen, name)

    change.record(context, act)


def _codes_of(changes: "SessionChanges", who: str) -> tuple[str, ...]:
    """Return the codes of the people whom an expression chooses. Raises :class:`NotFoundError` if it fits nobody."""
    from checkin.attendance.participant_filter import filter_participants
    from checkin.core.errors import NotFoundError
    from checkin.store.roster import participants

    with changes.record.reading() as conn:
        found = filter_participants(participants.roster(conn), who)
    if not found:
        raise NotFoundError("Nobody on the participant list fits {who}.", who=who)
    return tuple(person.code for person in found)


COMMANDS = [certificates_command, verify_command, decide_command, proof_command]
