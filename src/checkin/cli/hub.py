"""``checkin sync``, ``checkin join`` and ``checkin hub``."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import Group, command, example
from checkin.cli.context import PATH, Context, common_options, confirm, course_options, print_message, print_result
from checkin.cli.language import error_text, plural, tr
from checkin.core.errors import HubError, NotFoundError
from checkin.core.text import clean, one_line

if TYPE_CHECKING:
    from checkin.core.course import Course
    from checkin.hub.server.hosting import HubServerInfo
    from checkin.hub.sync.roster_sync import Question
    from checkin.hub.sync.sync_once import Synced
    from checkin.store.open_course import OpenCourse


@command("sync", "checkin sync postgresql://door1@192.168.1.20/checkin", "checkin sync --watch")
@click.argument("url", metavar="[URL]", required=False)
@click.option("--watch", is_flag=True, help="Keep syncing until Ctrl+C.")
@click.option("--file", "place", metavar="PATH", type=PATH, help="Sync through a file or a USB drive.")
@click.option("--take", type=click.Choice(["theirs"]), help="Resolve two participant lists: use the other side's.")
@click.option("--keep", type=click.Choice(["ours"]), help="Resolve two participant lists: keep the one loaded here.")
@click.option("--new-course", is_flag=True, help="Create another course with the same title.")
@course_options
def sync_command(
    context: Context,
    url: str | None,
    watch: bool,
    place: Path | None,
    take: str | None,
    keep: str | None,
    new_course: bool,
) -> None:
    """Sync entries and participant list with the course's server.

    Without URL, the one in course.toml is used: [hub] url = "postgresql://...".
    """
    from checkin.hub.sync.roster_sync import Choice

    if take and keep:
        raise click.UsageError(tr("Give either --take theirs or --keep ours."))
    if place and (url or watch):
        raise click.UsageError(tr("--file cannot be combined with a URL or --watch."))
    choice = Choice(take or keep or "")
    with context.opened() as course:
        course.require_people()
        if url:
            from checkin.hub.connect import restore_access

            restore_access(course.record.conn, course.course, url, course.folder.root)
        if watch:
            _watch(course, _hub_of(course.course, url))
            return
        if place:
            from checkin.hub.sync.file_sync import sync_file

            file, done = sync_file(course, place, choice=choice, ask=_asked())
            print_result(tr("File: {file}", file=file))
        else:
            from checkin.hub.sync.sync_once import sync

            done = sync(course, _hub_of(course.course, url), choice=choice, new=new_course)
        _report(done)


def _asked() -> "Question":
    """Ask a yes-no question in the terminal; without a terminal the answer is no."""

    def ask(text: str, values: Mapping[str, object]) -> bool:
        return sys.stdin.isatty() and confirm(tr(text, **values))

    return ask


def _hub_of(course: "Course", url: str | None = None) -> str:

    if not (url or course.hub):
        raise HubError(
            'This course has no server. Write [hub] url = "postgresql://..." in course.toml, or name the URL.'
        )
    return url or course.hub


def _report(synced: "Synced", *, fail: bool = True) -> None:
    from checkin.cli.hub_status import print_listed
    from checkin.hub.sync.roster_decision import RosterAction

    roster = synced.roster
    if roster is not None and roster.step is RosterAction.PUBLISH:
        click.echo(tr("Participant list: published"))
    elif roster is not None and roster.step is RosterAction.TAKE:
        print_result(tr("Participant list: replaced by the one of {who}", who=roster.by))
    click.echo(tr("Entries: {sent} sent, {taken} received", sent=synced.done.sent, taken=synced.done.taken))
    if found := synced.set_aside or synced.done.set_aside:
        print_message(
            plural(
                "{n} invalid entry was rejected and does not count. 'checkin doctor' lists it.",
                "{n} invalid entries were rejected and do not count. 'checkin doctor' lists them.",
                found,
            )
        )
    if roster is not None and roster.notice:
        print_message(roster.notice)
    print_listed([f"checkin: {text}" for text in dict.fromkeys(map(error_text, synced.trouble))], print_message)
    if synced.trouble and fail:
        raise click.exceptions.Exit(1)


def _watch(course: "OpenCourse", url: str) -> None:
    """Sync until Ctrl+C; report when the hub is lost or found, or when an error occurs."""
    from checkin.hub.sync.background_sync import BackgroundSync, SyncStatus

    said: list[str] = []

    def viewed(view: SyncStatus) -> None:
        text = error_text(view.trouble) if view.trouble else tr("Connected to the server.") if view.reached else ""
        if text and said[-1:] != [text]:
            said[:] = [text]
            print_message(text)

    try:
        BackgroundSync(course, url, viewed=viewed).run()
    except KeyboardInterrupt:
        print_message(tr("Sync stopped."))


@command("join", "checkin join postgresql://kiosk@192.168.1.20:54320/checkin door-2")
@click.argument("url")
@click.argument("directory", metavar="[DIR]", required=False, type=PATH)
@click.option("--course", metavar="TITLE", default="", help="Choose the course if the login has several.")
@click.option("--waive-tls", is_flag=True, help="Accept a server without a verified TLS certificate.")
@common_options
def join_command(url: str, directory: Path | None, course: str, waive_tls: bool) -> None:
    """Create a course folder on this computer from a server."""
    from checkin.hub.sync.join import join

    joined = join(url, directory, course=course, waived=waive_tls)
    _report(joined.synced)
    print_message(
        tr(
            "The course {title} is in {folder}. Next: cd {folder} && checkin door --door NAME",
            title=joined.title,
            folder=joined.folder.root,
        )
    )


@click.group("hub", cls=Group, epilog=example("checkin hub start", "checkin hub status"))
def hub_group() -> None:
    """Run a server on this computer; show its stations."""


_HUB_FOLDER = "hub.folder"
_DIR = click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=PATH,
    help="Store the server here (default: ../checkin-hub).",
)


def _hub_folder(context: Context, folder: Path | None) -> Path:
    """Return the hub's folder: the given one, else the last one of this course, else the one next to the course."""
    if folder is not None:
        return folder.resolve()  # a private folder on the way through ".." would keep the server out
    from checkin.store.settings import all_settings

    with context.opened() as course:
        named = all_settings(course.record.conn).get(_HUB_FOLDER)
        return Path(named) if named else course.folder.root.parent / "checkin-hub"


@command("start", "checkin hub start", "checkin hub start --host 192.168.1.20 --port 5432", group=hub_group)
@_DIR
@click.option("--host", metavar="ADDRESS", default="", help="Use this network address of this computer.")
@click.option("--port", metavar="N", type=int, default=0, help="Listen on this port.")
@course_options
def hub_start_command(context: Context, folder: Path | None, host: str, port: int) -> None:
    """Start a server for this course; print how stations join."""
    from checkin.hub import shared_config
    from checkin.hub.connect import course_id
    from checkin.hub.server.hosting import HubServer, grant
    from checkin.hub.sync.join import keep_password
    from checkin.hub.sync.sync_once import sync
    from checkin.store.roster import edition
    from checkin.store.settings import set_setting
    from checkin.system.files import write_files_atomically

    with context.opened() as course:
        course.require_programme()
        place = _hub_folder(context, folder)
        hosted = HubServer(place).start(host=host, port=port)
        with course.record.writing() as writing:
            set_setting(writing.conn, _HUB_FOLDER, str(place))
        synced = sync(course, hosted.local_url)
        grant(hosted.administration, course_id(edition.edition_key(course.record.conn)), "kiosk", "kiosk")
        keep_password(course.folder.root, hosted.local_url, hosted.organizer)
        file = course.folder.course_file
        plain = hosted.url("organizer", "", host="127.0.0.1", encrypted=False).replace("organizer:@", "organizer@")
        text = file.read_text(encoding="utf-8-sig")
        if course.course.hub != plain:
            write_files_atomically(file.parent, [(file.name, shared_config.with_hub(text, plain).encode())])
    _report(synced, fail=False)
    say_how_to_join(hosted)


def say_how_to_join(hosted: "HubServerInfo") -> None:
    """Print the command that joins another computer, and who can read the connection."""
    print_message(tr("The server is running. Run this on each other computer:"))
    click.echo(f"  checkin join {hosted.for_kiosks}")
    if hosted.tls:
        print_message(tr("The connection is encrypted. It does not prove the identity of this computer."))
    else:
        print_message(
            tr("This PostgreSQL cannot encrypt. Anybody in this network can read the traffic, names included.")
        )
    print_message(
        tr("After a restart of this computer, run 'checkin hub start' again. course.toml now has the server's URL.")
    )


@command("stop", "checkin hub stop", group=hub_group)
@_DIR
@course_options
def hub_stop_command(context: Context, folder: Path | None) -> None:
    """Stop the server on this computer; its data is kept."""
    from checkin.hub.server.hosting import HubServer

    stopped = HubServer(_hub_folder(context, folder)).stop()
    print_message(tr("The server is stopped.") if stopped else tr("The server was not running."))


@command("status", "checkin hub status", "checkin hub status --json", group=hub_group)
@click.argument("url", metavar="[URL]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@course_options
def hub_status_command(context: Context, url: str | None, as_json: bool) -> None:
    """Show each station's last sync, backlog, clock and errors."""
    from checkin.cli.hub_status import print_status, print_status_as_json
    from checkin.hub.connect import connect
    from checkin.hub.sync.status import status_of

    with context.opened() as course:
        place = _hub_of(course.course, url)
        with connect(course.record.conn, course.course, place, folder=course.folder.root) as link:
            found = status_of(link, course.record)
    (print_status_as_json if as_json else print_status)(found)


@command("grant", "checkin hub grant door-7", "checkin hub grant paz --as organizer", group=hub_group)
@click.argument("login")
@click.option("--as", "rank", type=click.Choice(["kiosk", "organizer"]), default="kiosk", help="Grant these rights.")
@click.option("--url", metavar="URL", default="", help="Connect as administrator (default: the server here).")
@_DIR
@course_options
def hub_grant_command(context: Context, login: str, rank: str, url: str, folder: Path | None) -> None:
    """Give a login access; create it and print its password."""
    from checkin.hub.connect import course_id
    from checkin.hub.server.hosting import HubServer, grant
    from checkin.store.roster import edition

    with context.opened() as course:
        identity = course_id(edition.edition_key(course.record.conn))
    hosted = None if url else HubServer(_hub_folder(context, folder)).hosted()
    password = grant(hosted.administration if hosted else url, identity, login, rank)
    if password and hosted:
        click.echo(f"checkin join {hosted.url(login, password)}")
    elif password:
        click.echo(password)
    else:
        print_message(tr("{login} has access to this course as {rank}.", login=login, rank=rank))


@command("revoke", "checkin hub revoke laptop-2:/home/door/course", "checkin hub revoke", group=hub_group)
@click.argument("station", metavar="[STATION]", required=False)
@_DIR
@course_options
def hub_revoke_command(context: Context, station: str | None, folder: Path | None) -> None:
    """End a station's access; its entries are kept.

    STATION is its id or its name; without it the stations are listed.
    """
    from checkin.hub.connect import connect
    from checkin.hub.server.hosting import HubServer

    with context.opened() as course:
        place = _hub_of(course.course)
        with connect(course.record.conn, course.course, place, folder=course.folder.root) as link:
            if station is None:
                for identity, name, revoked in link.stations():
                    state = "  " + tr("revoked") if revoked else ""
                    click.echo(clean(f"{identity}  {name}{state}"))
                return
            revoked_names = link.revoke(station)
    if not revoked_names:
        raise NotFoundError(
            "No station of this server is called {name}. 'checkin hub revoke' lists them.", name=station
        )
    for name in revoked_names:
        print_message(one_line(tr("{name} has no access to the server any more. Its entries are kept.", name=name)))
    server = HubServer(_hub_folder(context, folder))
    if server.is_here:
        say_how_to_join(server.rotate_shared_password())
    else:
        print_message(
            tr(
                "Change the password of the login for joining. The station may know it. Then allow new stations with "
                "'checkin hub grant LOGIN'."
            )
        )


@command("forget", "checkin hub forget", "checkin hub forget --url postgresql://owner@db/checkin", group=hub_group)
@click.option("--url", metavar="URL", default="", help="Connect as owner (default: the server here).")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@_DIR
@course_options
def hub_forget_command(context: Context, url: str, yes: bool, folder: Path | None) -> None:
    """Delete this course from the server, before 'checkin forget'.

    Allowed from the day after [record] forget_after in course.toml.
    """
    from checkin.hub.connect import course_id
    from checkin.hub.server.delete_course import forget_course
    from checkin.hub.server.hosting import HubServer
    from checkin.lifecycle.erase import plan
    from checkin.store.roster import edition

    plan(context.course_folder())
    with context.opened() as course:
        identity = course_id(edition.edition_key(course.record.conn))
    place = url or HubServer(_hub_folder(context, folder)).hosted().administration
    if not yes and not confirm(tr("The course will be deleted from the server permanently. Continue?")):
        raise click.Abort
    print_message(
        tr(
            "Entries deleted from the server: {n}. Next: run 'checkin forget' on each station.",
            n=forget_course(place, identity),
        )
    )


@command("sql", "checkin hub sql | psql -d checkin", group=hub_group)
@common_options
def hub_sql_command() -> None:
    """Print the SQL that installs a server by hand."""
    from checkin.hub.install_schema import schema_script

    click.echo(schema_script())
