"""``checkin sync``, ``checkin join`` and ``checkin hub``."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import Command, Group, example
from checkin.cli.context import Context, course_options, print_message

if TYPE_CHECKING:
    from checkin.core.course import Course
    from checkin.hub.server.hosting import HubServerInfo
    from checkin.hub.sync.roster_sync import Question
    from checkin.hub.sync.status import HubStatus
    from checkin.hub.sync.sync_once import Synced
    from checkin.store.open_course import OpenCourse


@click.command(
    "sync", cls=Command, epilog=example("checkin sync postgresql://door1@192.168.1.20/checkin", "checkin sync --watch")
)
@click.argument("url", metavar="[URL]", required=False)
@click.option("--watch", is_flag=True, help="Keep syncing until Ctrl+C.")
@click.option(
    "--file", "place", metavar="PATH", type=click.Path(path_type=Path), help="Sync through a file or a USB drive."
)
@click.option("--take", type=click.Choice(["theirs"]), help="Resolve two participant lists: use the other side's.")
@click.option("--keep", type=click.Choice(["ours"]), help="Resolve two participant lists: keep the one loaded here.")
@click.option("--new-course", is_flag=True, help="Create another course with the same title.")
@course_options
@click.pass_obj
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
        raise click.UsageError("Give either --take theirs or --keep ours.")
    if place and (url or watch):
        raise click.UsageError("--file cannot be combined with a URL or --watch.")
    choice = Choice(take or keep or "")
    with context.opened() as course:
        course.require_people()
        if watch:
            _watch(course, _hub_of(course.course, url))
            return
        if place:
            from checkin.hub.sync.file_sync import sync_file

            file, done = sync_file(course, place, choice=choice, ask=_asked())
            click.echo(f"File:    {file}")
        else:
            from checkin.hub.sync.sync_once import sync

            done = sync(course, _hub_of(course.course, url), choice=choice, new=new_course)
        _report(done)


def _asked() -> "Question":
    """Ask a yes-no question in the terminal; without a terminal the answer is no."""

    def ask(text: str, values: Mapping[str, object]) -> bool:
        from checkin.core.text import printable

        return sys.stdin.isatty() and click.confirm(printable(text.format(**values)), err=True)

    return ask


def _hub_of(course: "Course", url: str | None = None) -> str:
    from checkin.core.errors import HubError

    if not (url or course.hub):
        raise HubError('This course has no hub: write [hub] url = "postgresql://..." in course.toml, or name it.')
    return url or course.hub


def _report(synced: "Synced", *, fail: bool = True) -> None:
    from checkin.hub.sync.roster_decision import RosterAction

    roster = synced.roster
    if roster is not None and roster.step is RosterAction.PUBLISH:
        click.echo("Roster:  published")
    elif roster is not None and roster.step is RosterAction.TAKE:
        click.echo(f"Roster:  taken over, as {roster.by} published it")
    click.echo(f"Events:  {synced.done.sent} sent, {synced.done.taken} taken in")
    if found := synced.set_aside or synced.done.set_aside:
        print_message(
            f"{found} of the received events break the rules of their kind: they were rejected and do not count. "
            "'checkin doctor' lists them."
        )
    if roster is not None and roster.notice:
        print_message(roster.notice)
    for error in dict.fromkeys(map(str, synced.trouble)):
        print_message(f"checkin: {error}")
    if synced.trouble and fail:
        raise click.exceptions.Exit(1)


def _watch(course: "OpenCourse", url: str) -> None:
    """Sync until Ctrl+C; report when the hub is lost or found, or when an error occurs."""
    from checkin.hub.sync.background_sync import BackgroundSync, SyncStatus

    said: list[str] = []

    def viewed(view: SyncStatus) -> None:
        text = str(view.trouble) if view.trouble else "The hub is reached." if view.reached else ""
        if text and said[-1:] != [text]:
            said[:] = [text]
            print_message(text)

    try:
        BackgroundSync(course, url, viewed=viewed).run()
    except KeyboardInterrupt:
        print_message("Sync stopped.")


@click.command("join", cls=Command, epilog=example("checkin join postgresql://kiosk@192.168.1.20:54320/checkin door-2"))
@click.argument("url")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--course", metavar="TITLE", default="", help="Choose the course if the login has several.")
@click.option("--waive-tls", is_flag=True, help="Accept a server without a verified TLS certificate.")
@course_options
def join_command(url: str, directory: Path | None, course: str, waive_tls: bool) -> None:
    """Create a course folder on this computer from a server."""
    from checkin.hub.sync.join import join

    joined = join(url, directory, course=course, waived=waive_tls)
    _report(joined.synced)
    print_message(
        f"Joined {joined.title} in {joined.folder.root}. Now: cd {joined.folder.root} && checkin door --door NAME"
    )


@click.group("hub", cls=Group, epilog=example("checkin hub start", "checkin hub status"))
def hub_group() -> None:
    """Run a server on this computer; show its stations."""


_HUB_FOLDER = "hub.folder"
_DIR = click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
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


@hub_group.command("start", epilog=example("checkin hub start", "checkin hub start --host 192.168.1.20 --port 5432"))
@_DIR
@click.option("--host", metavar="ADDRESS", default="", help="Use this network address of this computer.")
@click.option("--port", metavar="N", type=int, default=0, help="Listen on this port.")
@course_options
@click.pass_obj
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
        synced = sync(course, hosted.here)
        grant(hosted.administration, course_id(edition.edition_key(course.record.conn)), "kiosk", "kiosk")
        keep_password(course.folder.root, hosted.here, hosted.organizer)
        file = course.folder.course_file
        plain = hosted.url("organizer", "", host="127.0.0.1", encrypted=False).replace("organizer:@", "organizer@")
        text = file.read_text(encoding="utf-8-sig")
        if course.course.hub != plain:
            write_files_atomically(file.parent, [(file.name, shared_config.with_hub(text, plain).encode())])
    _report(synced, fail=False)
    say_how_to_join(hosted)


def say_how_to_join(hosted: "HubServerInfo") -> None:
    """Print the command that joins another computer, and who can read the connection."""
    print_message("The hub is running. On each other computer:")
    click.echo(f"  checkin join {hosted.for_kiosks}")
    if hosted.tls:
        print_message("The connection is encrypted, but does not prove the identity of this computer to a station.")
    else:
        print_message("This PostgreSQL cannot encrypt: anyone in this network can read the traffic, names included.")
    print_message(
        "After a restart of this computer, run 'checkin hub start' again. course.toml now contains the hub's URL."
    )


@hub_group.command("stop", epilog=example("checkin hub stop"))
@_DIR
@course_options
@click.pass_obj
def hub_stop_command(context: Context, folder: Path | None) -> None:
    """Stop the server on this computer; its data is kept."""
    from checkin.hub.server.hosting import HubServer

    stopped = HubServer(_hub_folder(context, folder)).stop()
    print_message("The hub is stopped." if stopped else "The hub was not running.")


@hub_group.command("status", epilog=example("checkin hub status", "checkin hub status --json"))
@click.argument("url", metavar="[URL]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@course_options
@click.pass_obj
def hub_status_command(context: Context, url: str | None, as_json: bool) -> None:
    """Show each station's last sync, backlog, clock and errors."""
    from checkin.hub.connect import connect
    from checkin.hub.sync.status import status_of

    with context.opened() as course:
        place = _hub_of(course.course, url)
        with connect(course.record.conn, course.course, place, folder=course.folder.root) as link:
            found = status_of(link, course.record)
    (_status_as_json if as_json else _status_as_text)(found)


def _status_as_json(found: "HubStatus") -> None:
    for kiosk in found.kiosks:
        click.echo(json.dumps({"kind": "kiosk", **asdict(kiosk)}, ensure_ascii=False))
    for refusal in found.refused:
        click.echo(json.dumps({"kind": "refused", "by": "hub", **asdict(refusal)}, ensure_ascii=False))
    for one in found.aside:
        by = "this kiosk" if one.direction == "in" else "hub"
        said = {"segment": one.segment, "seq": one.seq, "reason": one.reason, "since": one.since}
        click.echo(json.dumps({"kind": "aside", "by": by, **said}, ensure_ascii=False))
    for event in found.invalid:
        click.echo(json.dumps({"kind": "set_aside", **asdict(event)}, ensure_ascii=False))
    for names in found.differing:
        click.echo(json.dumps({"kind": "differs", "kiosks": list(names)}, ensure_ascii=False))


def _status_as_text(found: "HubStatus") -> None:
    from checkin.core.text import clean
    from checkin.hub.sync.status import WRONG_CLOCK

    for kiosk in found.kiosks:
        off = kiosk.offset_ms
        clock = f"clock {-off / 1000:+.1f} s off" if off is not None and abs(off) > WRONG_CLOCK else "clock right"
        name = clean(f"{kiosk.door or '-'} ({kiosk.name})")
        seen = f"seen {_ago(kiosk.seconds)}"
        counts = f"{kiosk.waiting:>6} waiting  {kiosk.events:>8} events"
        click.echo(f"{name:<48}  {seen:<18} {counts}  {clock if off is not None else ''}".rstrip())
    for refusal in found.refused:
        what = f"event {refusal.seq} of {refusal.segment[:8]} {clean(refusal.reason)}"
        click.echo(f"refused by the hub: {what} ({clean(refusal.kiosk)})")
    for one in found.aside:
        who = "refused here" if one.direction == "in" else "refused there"
        click.echo(f"{who}: event {one.seq} of {one.segment[:8]} {clean(one.reason)}")
    for event in found.invalid:
        click.echo(clean(f"rejected here: {event}"))
    for names in found.differing:
        click.echo(f"the same events, and other figures: {clean('; '.join(names))}")


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, round(seconds))} s ago"
    return f"{round(seconds / 60)} min ago" if seconds < 7200 else f"{round(seconds / 3600)} h ago"


@hub_group.command("grant", epilog=example("checkin hub grant door-7", "checkin hub grant paz --as organizer"))
@click.argument("login")
@click.option("--as", "rank", type=click.Choice(["kiosk", "organizer"]), default="kiosk", help="Grant these rights.")
@click.option("--url", metavar="URL", default="", help="Connect as administrator (default: the server here).")
@_DIR
@course_options
@click.pass_obj
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
        print_message(f"{login} is let into this course as {rank}.")


@hub_group.command("revoke", epilog=example("checkin hub revoke laptop-2:/home/door/course", "checkin hub revoke"))
@click.argument("station", metavar="[STATION]", required=False)
@_DIR
@course_options
@click.pass_obj
def hub_revoke_command(context: Context, station: str | None, folder: Path | None) -> None:
    """End a station's access; its entries are kept.

    STATION is its id or its name; without it the stations are listed.
    """
    from checkin.core.errors import NotFoundError
    from checkin.core.text import clean
    from checkin.hub.connect import connect
    from checkin.hub.server.hosting import HubServer

    with context.opened() as course:
        place = _hub_of(course.course)
        with connect(course.record.conn, course.course, place, folder=course.folder.root) as link:
            if station is None:
                for identity, name, revoked in link.stations():
                    click.echo(clean(f"{identity}  {name}{'  revoked' if revoked else ''}"))
                return
            revoked_names = link.revoke(station)
    if not revoked_names:
        raise NotFoundError("No station of this hub is called {name}: 'checkin hub revoke' lists them.", name=station)
    for name in revoked_names:
        print_message(clean(f"{name} can no longer send to the hub or fetch from it. What it sent stays."))
    server = HubServer(_hub_folder(context, folder))
    if server.is_here:
        say_how_to_join(server.rotate_shared_password())
    else:
        print_message(
            "Change the password of the login with which stations join: the station may know it. Then allow new "
            "stations with 'checkin hub grant LOGIN'."
        )


@hub_group.command(
    "forget", epilog=example("checkin hub forget", "checkin hub forget --url postgresql://owner@db/checkin")
)
@click.option("--url", metavar="URL", default="", help="Connect as owner (default: the server here).")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@_DIR
@course_options
@click.pass_obj
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
    if not yes:
        click.confirm("The course goes from the hub and cannot be brought back from it. Go on?", abort=True, err=True)
    print_message(
        f"{forget_course(place, identity)} events were removed from the hub. Now: checkin forget, on each kiosk."
    )


@hub_group.command("sql", epilog=example("checkin hub sql | psql -d checkin"))
@course_options
def hub_sql_command() -> None:
    """Print the SQL that installs a server by hand."""
    from checkin.hub.install_schema import schema_script

    click.echo(schema_script())
