"""Where each command is, and its summary for ``checkin --help``, in the order in which a course needs them.

A command's module is imported when the command is used: the list of commands imports none.
"""

from importlib import import_module

import click

COMMANDS = {
    "demo": ("courses.demo_command", "Create and open the sample course, with a running session."),
    "new": ("courses.new_command", "Create a course folder with commented example files."),
    "load": ("courses.load_command", "Load the participant list and the programme."),
    "door": ("door.door_command", "Open the door: the screen that answers scans."),
    "scan": ("door.scan_command", "Read codes from standard input and print the answers."),
    "pin": ("door.pin_command", "Set this station's PIN."),
    "badges": ("badges.badges_command", "Create badges as PDF, PNG or SVG, or QR codes only."),
    "attendance": ("attendance.attendance_command", "Show attendance figures and certificate decisions."),
    "export": ("attendance.export_command", "Export tables to a .csv, .xlsx, .ods or .json file."),
    "mark": ("corrections.mark_command", "Mark a person present or absent; needs --by and --reason."),
    "excuse": ("corrections.excuse_command", "Excuse a person from a session or from days; needs --by and --reason."),
    "undo": ("corrections.undo_command", "Undo an entry; both stay in the record."),
    "restore": ("corrections.restore_command", "Put back an entry that was undone, with its time."),
    "reissue": ("corrections.reissue_command", "Give a person a new code, and create their badge."),
    "merge": ("corrections.merge_command", "Merge CODE, added at a door, into INTO on the list."),
    "withdraw": ("corrections.withdraw_command", "Record that a person left the course; needs --by, --reason."),
    "reinstate": ("corrections.reinstate_command", "End a withdrawal; needs --by and --reason."),
    "add": ("corrections.add_command", "Add a person who is on no list; prints their code."),
    "session": ("sessions.session_group", "List, close, move or cancel sessions."),
    "list": ("paper_lists.list_command", "Create a paper list as PDF: sign-in, emergency, names."),
    "paper": ("paper_lists.paper_command", "Record the row numbers of a sign-in list as present; needs --by."),
    "certificates": ("certificates.certificates_command", "Issue the certificates that are due, as PDF; needs --by."),
    "verify": ("certificates.verify_command", "Verify a badge code or a certificate."),
    "decide": ("certificates.decide_command", "Override a person's certificate decision; needs --by, --reason."),
    "proof": ("certificates.proof_command", "Record that names are right as certificates print them."),
    "report": ("reports.report_command", "Write the report on the whole course (.html, .pdf, .txt)."),
    "day": ("reports.day_command", "Show the report of one day: who came, what is open."),
    "sync": ("hub.sync_command", "Sync entries and participant list with the course's hub."),
    "join": ("hub.join_command", "Create a course folder on this computer from a hub."),
    "hub": ("hub.hub_group", "Run a hub on this computer; show its stations."),
    "backup": ("maintenance.backup_command", "Write a complete copy of the record; stations keep working."),
    "doctor": ("maintenance.doctor_command", "Check the record, the course, the terminal, the clock, the disk."),
    "rebuild": ("maintenance.rebuild_command", "Save what can be read into a new record FILE, never over the old."),
    "archive": ("maintenance.archive_command", "Archive a course with checksums in one folder."),
    "forget": ("maintenance.forget_command", "Delete personal data permanently; keep the counts."),
}


class CommandGroup(click.Group):
    """The commands of :data:`COMMANDS`, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; return None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        command: click.Command = getattr(import_module(f"checkin.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names and summaries, without importing the commands."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=text).get_short_help_str(limit))
                    for name, (_, text) in COMMANDS.items()
                ]
            )
