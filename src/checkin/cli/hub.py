"""``checkin sync``, ``checkin join`` and ``checkin hub``."""

from typing import TYPE_CHECKING

import click

from checkin.cli.context import Context, course_options, example, tell

if TYPE_CHECKING:
    from checkin.hub.syncing import Synced


@click.command("sync", epilog=example("checkin sync postgresql://door1@192.168.1.20/checkin", "checkin sync --watch"))
@click.argument("url", metavar="[URL]", required=False)
@click.option("--take", type=click.Choice(["theirs"]), help="Two rosters: the one of the hub is in force.")
@click.option("--keep", type=click.Choice(["ours"]), help="Two rosters: the one loaded here is in force.")
@click.option("--new-course", is_flag=True, help="Another course of the same title, on purpose.")
@course_options
@click.pass_obj
def sync_command(context: Context, url: str | None, take: str | None, keep: str | None, new_course: bool) -> None:
    """Exchange everything with the course's hub: events both ways, roster and programme.

    Without URL it is the one in course.toml: [hub] url = "postgresql://...".
    """
    from checkin.errors import HubError
    from checkin.hub.rosters import Choice
    from checkin.hub.syncing import sync

    if take and keep:
        raise click.UsageError("Give either --take theirs or --keep ours.")
    with context.opened() as course:
        place = url or course.course.hub
        if not place:
            raise HubError('This course has no hub: write [hub] url = "postgresql://..." in course.toml, or name it.')
        done = sync(course, place, choice=Choice(take or keep or ""), new=new_course)
    _report(done)


def _report(synced: "Synced") -> None:
    from checkin.hub.settling import Step

    roster = synced.roster
    if roster is not None and roster.step is Step.PUBLISH:
        click.echo("Roster:  published")
    elif roster is not None and roster.step is Step.TAKE:
        click.echo(f"Roster:  taken over, as {roster.by} published it")
    click.echo(f"Events:  {synced.done.sent} sent, {synced.done.taken} taken in")
    if roster is not None and roster.notice:
        tell(roster.notice)
    if synced.trouble:
        for error in dict.fromkeys(map(str, synced.trouble)):
            tell(f"checkin: {error}")
        raise click.exceptions.Exit(1)


COMMANDS = [sync_command]
