"""``checkin serve``."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import command
from checkin.cli.context import Context, course_options, print_json, print_message, print_result
from checkin.cli.language import current_translator, tr
from checkin.core.text import clean, in_context

if TYPE_CHECKING:
    from checkin.door.phones import Phone
    from checkin.store.open_course import OpenCourse
    from checkin.web.server_run import Address

_PORT = 8443


@command("serve", "checkin serve --lan", "checkin serve --lan --guests", 'checkin serve --revoke "Ana\'s phone"')
@click.option("--lan", is_flag=True, help="Accept phones on this computer's network.")
@click.option("--guests", is_flag=True, help="Connect phones for guests: they only scan.")
@click.option("--interface", is_flag=True, help="Open the whole interface in browsers, too.")
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True, help="Use this port.")
@click.option(
    "--cert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use this certificate: a PEM file with its key.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; ends with standard input.")
@click.option("--phones", "lists", is_flag=True, help="List the phones that have access, and end.")
@click.option("--revoke", metavar="NAME", default="", help="End the access of a phone, and end.")
@course_options
def serve_command(
    context: Context,
    lan: bool,
    guests: bool,
    interface: bool,
    port: int,
    cert: Path | None,
    as_json: bool,
    lists: bool,
    revoke: str,
) -> None:
    """Use phones as scanners: show a QR code that connects one.

    Only this computer can open the pages, unless --lan is given. Ctrl+C ends.
    """
    from checkin.door.phones import revoke_phone

    if guests and interface:
        raise click.UsageError(tr("--interface is for staff. Leave out --guests."))

    with context.opened() as course:
        if revoke:
            phone = revoke_phone(course.record, revoke)
            print_message(tr("{name} has no access any more. Its entries are kept.", name=clean(phone.name)))
        elif lists:
            _list_phones(course)
        else:
            course.require_programme()
            course.record.require_writable()
            from checkin.web.server_run import prepare

            address = prepare(course, is_lan=lan, port=port, certificate=cert, has_interface=interface)
            offer = Offer(is_lan=lan, is_guest=guests, has_interface=interface)
            _serve(course, context.language, address, offer, as_json=as_json)


def _list_phones(course: "OpenCourse") -> None:
    from checkin.core.events import parse_time
    from checkin.door.answer_text import clock_time
    from checkin.door.phones import paired_phones

    with course.record.reading() as conn:
        phones = paired_phones(conn)
    now = course.record.clock.now()
    for phone in phones:
        since = clock_time(current_translator(), course.course, parse_time(phone.since), now)
        kind = tr("guests") if phone.is_guest else tr(in_context("the people who use the program", "staff"))
        print_result(f"{clean(phone.name)}  {kind}  {since}")
    if not phones:
        print_message(tr("No phone has access."))


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served: to this computer or its network, for guests or staff, with the whole interface or without."""

    is_lan: bool
    is_guest: bool
    has_interface: bool


def _serve(course: "OpenCourse", language: str, address: "Address", offer: Offer, *, as_json: bool) -> None:
    from checkin.web.server_run import run, serve

    def url_of(code: str) -> str:
        return address.pairing_url(code, to_interface=offer.has_interface)

    def connected(phone: "Phone", code: str) -> None:
        if as_json:
            _say("connected", name=clean(phone.name))
            started(code)
            return
        print_message(tr("{name} is connected.", name=clean(phone.name)))
        _show_code(address, url_of(code))

    def started(code: str) -> None:
        if as_json:
            _say("open", url=url_of(code), fingerprint=address.fingerprint)
            return
        _show_code(address, url_of(code))
        if offer.is_lan:
            print_message(tr("Phones must be in the same network as this computer. Ctrl+C ends."))
        else:
            print_message(tr("Only this computer can open it. For phones in its network: checkin serve --lan"))

    parent = sys.stdin.buffer if as_json else None
    serving = serve(
        course,
        address,
        language=language,
        is_guest=offer.is_guest,
        has_interface=offer.has_interface,
        started=started,
        connected=connected,
        parent=parent,
    )
    run(serving)
    if not as_json:
        print_message(tr("The pages are closed. Phones keep their access for the next time."))


def _say(event: str, **values: str) -> None:
    print_json({"event": event, **values})
    sys.stdout.flush()


def _show_code(address: "Address", url: str) -> None:
    """Print the QR code that connects one phone, and what to do about the browser's warning."""
    from checkin.web.server_run import terminal_qr

    click.echo("\n" + terminal_qr(url), err=True)
    print_message(tr("Open {url}", url=url))
    print_message(tr("The code connects one phone, within ten minutes."))
    if address.is_own:
        print_message(
            tr(
                "The browser warns that it does not know this computer. Compare the fingerprint of the certificate "
                "(SHA-256), then go on:\n{fingerprint}",
                fingerprint=address.fingerprint,
            )
        )
