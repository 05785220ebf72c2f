"""``checkin certificates`` and ``verify``."""

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.changes import Change, author_options
from checkin.cli.command import command
from checkin.cli.context import (
    PATH,
    Context,
    Day,
    course_options,
    print_json,
    print_message,
    print_result,
    print_unusable_fonts,
)
from checkin.cli.language import current_translator, plural, tr
from checkin.core.errors import CertificateError
from checkin.core.text import clean, translatable
from checkin.system.files import write_errors

if TYPE_CHECKING:
    from checkin.certificates.issue import Certificate
    from checkin.certificates.plan import Plan
    from checkin.certificates.verify import Verification
    from checkin.store.open_course import OpenCourse
    from checkin.store.queries.certificates import Issued

_LONGEST_QR = 10_000  # letters


@command("certificates", "checkin certificates --by 'V. Paz'")
@click.option("--dry-run", is_flag=True, help="Show who is due a certificate and why; issue nothing.")
@click.option("--who", metavar="EXPR", default="", help="Filter people: country=BR, a code, part of a name.")
@click.option("--preview", is_flag=True, help="Show what a certificate looks like; issue nothing.")
@click.option("--dated", metavar="DATE", type=Day(), help="Date on the certificates (default: issued_on or today).")
@click.option("--one-file", is_flag=True, help="Also write one PDF of all that stand, in ceremony order.")
@click.option("--again", metavar="NUMBER", help="Print a certificate again, marked DUPLICATE.")
@click.option("--reissue", metavar="NUMBER", help="Issue a corrected certificate that replaces the old one.")
@click.option("--revoke", metavar="NUMBER", help="Revoke a certificate; needs --reason.")
@click.option("--delivered", metavar="N", help="Record certificates as handed over, like 3 7 12-18.")
@click.option("--new-design", metavar="NAME", help="Copy a design (--from) to the course's folder designs.")
@click.option("--from", "source", hidden=True)
@click.option("-o", "output", metavar="DIR", type=PATH, help="Write the files to this folder.")
@author_options
def certificates_command(
    context: Context,
    change: Change,
    dry_run: bool,
    who: str,
    preview: bool,
    dated: date | None,
    one_file: bool,
    again: str | None,
    reissue: str | None,
    revoke: str | None,
    delivered: str | None,
    new_design: str | None,
    source: str | None,
    output: Path | None,
) -> None:
    """Issue the certificates that are due, as PDF; needs --by."""
    if not dry_run and not preview and new_design is None:
        change.require_author(with_reason=revoke is not None)
    with context.opened() as course:
        if new_design is not None:
            _copy_design(course, new_design, source)
            return
        course.require_programme()
        folder = output or course.folder.certificates
        if dry_run:
            _dry_run(course, who, as_json=change.as_json)
        elif preview:
            _preview(course, who, folder, dated)
        elif delivered is not None:
            _hand_over(course, change, delivered)
            _write_papers(course, folder)
        elif code := again or reissue or revoke:
            what = "again" if again else "re" if reissue else ""
            _change_one(course, change, _issued(course, code), folder, what, dated)
            _write_papers(course, folder)
        else:
            _issue(course, change, who, folder, one_file=one_file, dated=dated)


def _copy_design(course: "OpenCourse", name: str, source: str | None) -> None:
    from checkin.certificates.draw import designs
    from checkin.typesetting.copy_design import copy_design

    own = course.folder.designs
    folder = copy_design(name, source or course.course.certificate.design, designs(own), own)
    print_result(
        tr('Copied to {folder}. Write design = "{name}" in [certificate] to use it.', folder=folder, name=name)
    )


def _dry_run(course: "OpenCourse", who: str, *, as_json: bool) -> None:
    from checkin.attendance.entitlement import State
    from checkin.attendance.participant_filter import require_participants
    from checkin.certificates.missing_glyphs import find_undrawable
    from checkin.certificates.plan import candidate_text, plan

    planned = plan(course)
    chosen = {person.id for person in require_participants([one.attendance.person for one in planned.people], who)}
    people = [one for one in planned.people if one.attendance.person.id in chosen]
    for candidate in people:
        if as_json:
            print_json(candidate.as_object())
        else:
            print_result(candidate_text(candidate, current_translator()))
    _warn(course, planned, who)
    print_unusable_fonts(course.folder)
    for _, text in find_undrawable(course, [one.attendance for one in people if one.state is State.DUE]):
        print_message(current_translator().sentence(text))
    counts = {state: sum(one.state is state for one in people) for state in State}
    print_message(tr("Certificates due: {due}. Issued: {issued}.", due=counts[State.DUE], issued=counts[State.ISSUED]))


def _preview(course: "OpenCourse", who: str, folder: Path, dated: date | None) -> None:
    """Draw the certificates of some people, or of the next one, without issuing them."""
    from checkin.attendance.participant_filter import require_participants
    from checkin.certificates.issue import preview
    from checkin.certificates.plan import plan
    from checkin.i18n.file_names import local_file_name

    planned = plan(course)
    everybody = [one.attendance for one in planned.people]
    if who:
        chosen = {person.id for person in require_participants([one.person for one in everybody], who)}
        shown = [one for one in everybody if one.person.id in chosen]
    else:
        shown = [*planned.due, *everybody][:1]
    if not shown:
        raise CertificateError("There is nobody on the participant list. Load it first.")
    file = folder / local_file_name("preview.pdf", course.course.language)
    print_unusable_fonts(course.folder)
    print_result(f"{preview(course, shown, file, dated=dated)}")
    print_message(tr("Nothing was issued. The number and the QR code of a preview are not valid."))


def _issue(course: "OpenCourse", change: Change, who: str, folder: Path, *, one_file: bool, dated: date | None) -> None:
    from checkin.attendance.participant_filter import require_participants
    from checkin.certificates.ceremony import prepare_ceremony
    from checkin.certificates.plan import plan

    planned = plan(course)
    chosen = {person.id for person in require_participants([one.attendance.person for one in planned.people], who)}
    due = [tally for tally in planned.due if tally.person.id in chosen]
    _warn(course, planned, who)
    print_unusable_fonts(course.folder)
    made = prepare_ceremony(course, due, folder, actor=change.require_author(), one_file=one_file, dated=dated)
    for one in made.certificates:
        _print_certificate(one, as_json=change.as_json)
    print_message(
        plural(
            "{n} certificate is in {folder}.",
            "{n} certificates are in {folder}.",
            len(made.certificates),
            none=translatable("No certificate was issued."),
            folder=folder,
        )
    )
    for file in made.papers:
        print_message(f"{file}")
    for _, text in made.left_out:
        print_message(current_translator().sentence(text))
    if made.left_out:
        raise click.exceptions.Exit(1)


def _print_certificate(one: "Certificate", *, as_json: bool) -> None:
    person = one.person
    if not as_json:
        print_result(f"{one.number}  {person.name}")
        return
    found = {
        "event_id": one.event_id,
        "number": one.number,
        "verification": one.code,
        "code": person.code,
        "name": person.name,
        "country": person.country,
        "institution": person.institution,
        "role": person.role.value,
        "file": str(one.file),
    }
    print_json(found)


def _warn(course: "OpenCourse", planned: "Plan", who: str) -> None:
    """Print what to know before the run about the people for whom it is."""
    from checkin.certificates.run_notes import run_notes

    for text in run_notes(course, planned, current_translator(), who):
        print_message(text)
    for one in planned.revoked:
        print_message(
            tr(
                "Number {number} ({name}) was revoked. A new one needs 'checkin decide CODE --as earned'.",
                number=one.number,
                name=clean(one.facts["name"]),
            )
        )


def _change_one(
    course: "OpenCourse", change: Change, certificate: "Issued", folder: Path, what: str, dated: date | None
) -> None:
    """Print a certificate again, issue it again or revoke it."""
    from checkin.certificates import issue, issued_pages
    from checkin.store import event_log

    actor = change.require_author()
    if what == "re":
        _print_certificate(issue.reissue(course, certificate, folder, actor=actor, dated=dated), as_json=change.as_json)
        return
    if what == "again":
        print_result(f"{issued_pages.print_again(course, certificate, folder, actor=actor)}")
        if issued_pages.looks_different(certificate):
            print_message(tr("An earlier version issued it. The duplicate has the layout of this version."))
        return
    made = issue.revoke(course, certificate, change.reason or "", actor=actor)
    with course.record.reading() as conn:
        event = event_log.event(conn, made)
    change.answer(course, [event] if event else [])


def _write_papers(course: "OpenCourse", folder: Path) -> None:
    """Write the register and the lists of certificates again, which a change has made wrong."""
    from checkin.certificates.ceremony import draw_papers

    for file in draw_papers(course, folder):
        print_message(f"{file}")


def _hand_over(course: "OpenCourse", change: Change, numbers: str) -> None:
    from checkin.certificates.handover import hand_over

    events = hand_over(course, numbers, actor=change.require_author())
    change.answer(course, events)
    print_message(plural("{n} certificate handed over.", "{n} certificates handed over.", len(events)))


def _issued(course: "OpenCourse", code: str) -> "Issued":
    """Return a certificate by its number or code, or the one that stands by the code of the person's badge."""
    from checkin.certificates.lookup import find_certificate

    with course.record.reading() as conn:
        found = find_certificate(conn, code)
    if found is None:
        raise CertificateError("No certificate has the code or the number {code}.", code=code)
    return found


@command("verify", "checkin verify 7KQ2-MZP4-0RTX", "checkin verify --key KEY < qr.txt")
@click.argument("code", required=False)
@click.option("--key", metavar="KEY", help="Verify a QR code with this public key, without a record.")
@click.option("--public-key", is_flag=True, help="Print the course's public key.")
@click.option("--page", metavar="FILE", type=PATH, help="Write a web page that verifies certificates.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@course_options
def verify_command(
    context: Context, code: str | None, key: str | None, public_key: bool, page: Path | None, as_json: bool
) -> None:
    """Verify a badge code or a certificate."""
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
        elif text := code or ("" if sys.stdin.isatty() else sys.stdin.read(_LONGEST_QR)).strip():
            _show(verify.verify(course, text), as_json=as_json)
        else:
            raise click.UsageError(
                tr("Give a badge code, a certificate code, or the content of a certificate's QR code.")
            )


def _show(answer: "Verification", *, as_json: bool) -> None:
    from checkin.certificates.facts_in_words import facts_in_words
    from checkin.certificates.verify import Validity
    from checkin.i18n.cldr import formal_country_name

    if as_json:
        print_json(asdict(answer) | {"why": str(answer.why)})
    else:
        why = answer.why if isinstance(answer.why, str) else current_translator().sentence(answer.why)
        country = formal_country_name(answer.country, current_translator().language) if answer.country else ""
        parts = (tr(answer.standing), tr(answer.what), answer.code, answer.name, country, why)
        print_result("  ".join(part for part in parts if part))
        if answer.facts is not None:
            said = list(facts_in_words(answer.facts, current_translator()))
            width = max(len(label) for label, _ in said)
            for label, value in said:
                print_result(f"  {label:{width}}  {value}")
    if answer.standing is not Validity.VALID:
        raise click.exceptions.Exit(1)


def _write_page(page: Path, text: str) -> None:

    with write_errors(page, CertificateError):
        page.write_text(text, encoding="utf-8")
    print_result(f"{page}")
