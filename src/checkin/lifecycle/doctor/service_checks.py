"""Check the services of the course: the printer at the door, the mail server, the server of the stations."""

import threading
from collections.abc import Callable, Iterator, Sequence

from checkin.badges.printers import printers
from checkin.core.badge_style import PrintAtDoor
from checkin.core.course import Course
from checkin.core.errors import CheckinError, MailError
from checkin.core.text import TranslatableText, clean, names_of, sentence
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.mail.addresses import require_addresses
from checkin.mail.password import VARIABLE, find_password
from checkin.mail.smtp import SmtpCarrier
from checkin.store.course_folder import CourseFolder

# For an answer, and for everything: looking up a name can take longer than any limit.
_SECONDS, _PATIENCE = 8.0, 10.0


def check_services(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    """Look at each service that course.toml names, for at most 10 seconds each. Nothing is printed or sent."""
    yield from check_printer(course)
    if course.mail.host:
        yield _in_time("mail", lambda: check_mail(course))
    if course.hub:
        yield _in_time("server", lambda: check_server(course, folder))


def check_printer(course: Course) -> Iterator[Finding]:
    """Look for the printers that course.toml names: of badges, and of the emergency list."""
    style, there = course.badges, printers()
    absent = [
        (key, name)
        for key, name in (("[badges] printer", style.printer), ("[export] printer", course.export.printer))
        if name and name not in there
    ]
    for key, name in absent:
        yield Finding("printer", State.WRONG, _absent_printer(key, name, there))
    if not there:
        if absent:
            return
        text = sentence("No printer is set up on this computer. Badges are created as PDF files.")
        wanted = style.print_at_door is not PrintAtDoor.NEVER
        yield Finding("printer", State.WRONG if wanted else State.NOTICE, text)
    elif not style.printer or style.printer in there:
        text = sentence("Printer: {printer}.", printer=clean(style.printer or there[0]))
        yield Finding("printer", State.OK, text)


def _absent_printer(key: str, name: str, there: Sequence[str]) -> TranslatableText:
    if not there:
        return sentence(
            "{key} '{printer}' is not a printer of this computer. It has none: set one up in the system's settings.",
            key=key,
            printer=clean(name),
        )
    return sentence(
        "{key} '{printer}' is not a printer of this computer. There are: {printers}.",
        key=key,
        printer=clean(name),
        printers=names_of([clean(one) for one in there], most=10),
    )


def check_mail(course: Course) -> Finding:
    """Check the sender, connect to the mail server and log in, as for a letter."""
    try:
        require_addresses(course)
    except MailError as error:
        return Finding("mail", State.WRONG, error)

    def no_question(user: str) -> str:
        raise MailError(
            "No password of {user} is stored. 'checkin mail' asks for it, or set {variable}.",
            user=user,
            variable=VARIABLE,
        )

    carrier = SmtpCarrier(course.mail, lambda: find_password(course.mail, no_question), answer=_SECONDS)
    try:
        carrier.ready()
    except MailError as error:
        return Finding("mail", State.WRONG, error)
    finally:
        carrier.close()
    text = sentence(
        "The mail server {host} accepts letters at port {port}.", host=course.mail.host, port=course.mail.port
    )
    return Finding("mail", State.OK, text)


def check_server(course: Course, folder: CourseFolder) -> Finding:
    """Connect to the server of the stations."""
    from checkin.hub.connection import HubConnection

    try:
        with HubConnection.open(course.hub, folder=folder.root, waived=course.hub_waived) as link:
            return Finding("server", State.OK, sentence("The server {url} answers.", url=link.address.shown))
    except CheckinError as error:
        return Finding("server", State.WRONG, error)


def _in_time(part: str, look: Callable[[], Finding]) -> Finding:
    """Run a check in a separate thread, and abandon the thread if it does not end in time."""
    found: list[Finding] = []
    worker = threading.Thread(target=lambda: found.append(look()), daemon=True)
    worker.start()
    worker.join(_PATIENCE)
    if found:
        return found[0]
    text = sentence(
        "No answer for {seconds} s. Check the network and the address in course.toml.", seconds=round(_PATIENCE)
    )
    return Finding(part, State.WRONG, text)
