"""Sync participant list, programme and rules: publish, take over, or report a conflict."""

import getpass
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from checkin.core.course_toml import parse
from checkin.core.errors import CourseError, HubError, StaleRosterError
from checkin.core.events import format_time, parse_time
from checkin.core.text import clean, translatable
from checkin.core.value_checks import time_fault
from checkin.hub import shared_config
from checkin.hub.peer import RosterPeer
from checkin.hub.sync.roster_changes import roster_changes
from checkin.hub.sync.roster_decision import RosterAction, decide_roster
from checkin.store.course_folder import CourseFolder
from checkin.store.record import Record
from checkin.store.roster import edition
from checkin.store.sync import publication
from checkin.store.sync.apply_publication import apply_publication, require_readable
from checkin.store.sync.publication import Publication
from checkin.system.files import write_files_atomically


class Choice(StrEnum):
    """A person's decision between two rosters."""

    ASK = ""
    THEIRS = "theirs"
    OURS = "ours"


# Puts a question to a person: a text with its values. False where nobody can answer.
Question = Callable[[str, Mapping[str, object]], bool]


def refuse(text: str, values: Mapping[str, object]) -> bool:
    """Answer no, where nobody can be asked."""
    return False


class RosterConflictError(HubError):
    """Two rosters, neither based on the other; a person must choose."""


@dataclass(frozen=True, slots=True)
class RosterOutcome:
    """The result of a roster sync: the action, the author of the roster, and a notice."""

    step: RosterAction
    by: str = ""
    notice: str = ""


class Rosters:
    """The roster of one station, between its record, its ``course.toml`` and a peer."""

    def __init__(
        self,
        folder: CourseFolder,
        record: Record,
        *,
        countries: Callable[[str], str],
        ask: Question | None = None,
    ) -> None:
        """``ask`` confirms a roster that no login vouches for, before it replaces this station's."""
        self._folder = folder
        self._record = record
        self._countries = countries
        self._ask = ask

    def settle(self, hub: RosterPeer, choice: Choice = Choice.ASK) -> RosterOutcome:
        """Reconcile this station's roster with the other side's.

        Raises :class:`RosterConflictError` if only a person can choose. Events are exchanged in any case.
        """
        ours = self._ours(hub)
        offered = hub.revision()
        step = decide_roster(
            own=ours.digest,
            held=ours.held.digest if ours.held else "",
            known=ours.known,
            loaded=bool(ours.content),
            offered=offered.digest if offered else "",
            may_publish=hub.may_publish,
        )
        if step is RosterAction.CONFLICT and choice is not Choice.ASK:
            step = RosterAction.TAKE if choice is Choice.THEIRS else RosterAction.PUBLISH
        if step is RosterAction.CONFLICT and offered is not None:
            raise _conflict(offered, self._folder)
        if step is RosterAction.PUBLISH:
            return self._publish(hub, ours, offered)
        if step in (RosterAction.TAKE, RosterAction.ADOPT) and offered is not None:
            require_readable(offered)
        if step is RosterAction.TAKE and offered is not None and choice is not Choice.THEIRS:
            self._confirm(offered)
        if step in (RosterAction.TAKE, RosterAction.ADOPT) and offered is not None:
            return self._accept(step, ours, offered)
        return RosterOutcome(step, notice=_NOT_PUBLISHED if ours.content else "")

    def _confirm(self, offered: Publication) -> None:
        """Ask whether the roster of a file may replace this station's. Raise :class:`RosterConflictError` if not."""
        if self._ask is None:
            return
        with self._record.reading() as conn:
            here = publication.build_content(conn, self._rules())
        at = self._folder.course().local(parse_time(offered.published_at))
        values = roster_changes(here, offered.content) | {
            "who": clean(offered.published_by),
            "time": at,
        }
        if not self._ask(_TAKE_ROSTER, values):
            raise RosterConflictError(_ROSTER_NOT_TAKEN, **values)

    def _ours(self, hub: RosterPeer) -> "_Ours":
        rules_here = self._rules()
        with self._record.reading() as conn:
            held, loaded = publication.current(conn), publication.unpublished(conn)
            # A changed course.toml is published like a load.
            edited = hub.may_change_rules and held is not None and rules_here != held.rules()
            if edited or loaded:
                self._folder.course()  # what nobody can read is not published
            content = publication.build_content(conn, rules_here) if loaded or edited else ""
            return _Ours(held, publication.known(conn), loaded, content, rules_here)

    def _publish(self, hub: RosterPeer, ours: "_Ours", offered: Publication | None) -> RosterOutcome:
        """Publish the loaded roster, or else the one held here, on top of the one in force there."""
        made = ours.held
        if ours.content or made is None:
            under = offered or ours.held
            made = Publication(
                number=0,
                digest=publication.digest_of(ours.content, under.digest if under else ""),
                published_at=format_time(self._record.clock.now()),
                published_by=_whoami(),
                content=ours.content,
            )
        try:
            number = hub.publish(offered.number if offered else 0, made)
        except StaleRosterError as error:
            raise StaleRosterError("Another participant list was published at the same time. Sync again.") from error
        line = [one.digest for one in (offered, ours.held) if one is not None]
        self._keep(ours, replace(made, number=number), line)
        return RosterOutcome(RosterAction.PUBLISH, by=made.published_by)

    def _keep(self, ours: "_Ours", made: Publication, line: Sequence[str]) -> None:
        with self._record.writing() as writing:
            loaded = publication.unpublished(writing.conn)
            publication.store(writing.conn, made, after=line)
            if loaded != ours.loaded:
                # Somebody loaded while this one was on its way: that is still to be published.
                publication.mark_loaded(writing.conn, loaded)

    def _accept(self, step: RosterAction, ours: "_Ours", offered: Publication) -> RosterOutcome:
        notice = self._take_rules(ours, offered) if step is RosterAction.TAKE else ""
        with self._record.writing() as writing:
            if publication.unpublished(writing.conn) != ours.loaded:
                return RosterOutcome(
                    RosterAction.NOTHING
                )  # something was loaded at this moment: decide again next time
            if step is RosterAction.TAKE:
                apply_publication(writing, offered, countries=self._countries)
            publication.store(writing.conn, offered, after=[ours.held.digest] if ours.held else [])
            course = self._folder.course()
            if not edition.rules_stored(writing.conn, course):
                edition.store_rules(writing.conn, course)
        return RosterOutcome(step, by=offered.published_by, notice=notice)

    # -- course.toml

    def _rules(self) -> str:
        try:
            rules = shared_config.shared(self._folder.course_file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(
                "{path} cannot be read: {reason}.", path=self._folder.course_file, reason=error
            ) from error
        if own := shared_config.own_tables(rules):
            raise CourseError(
                "Write [{table}] in {path} as a heading on a line of its own. As it is, these settings would go to "
                "all stations.",
                table=min(own),
                path=self._folder.course_file,
            )
        return rules

    def _take_rules(self, ours: "_Ours", offered: Publication) -> str:
        """Write the published ``course.toml`` unless it was changed here; return a notice."""
        published = offered.rules()
        if not published or published == ours.rules:
            return ""
        if ours.held is not None and ours.held.rules() != ours.rules:
            return _RULES_DIFFER
        file = self._folder.course_file
        try:
            text = file.read_text(encoding="utf-8-sig")
            whole = shared_config.joined(published, text)
            parse(whole, place="course.toml")
            if shared_config.own_tables(whole) != shared_config.own_tables(text):
                return _RULES_DIFFER
            write_files_atomically(self._folder.root, [(file.name, whole.encode())])
        except (OSError, CourseError):
            return _RULES_DIFFER
        return _RULES_CHANGED if ours.held is not None else ""


@dataclass(frozen=True, slots=True)
class _Ours:
    """This station's roster: its base, all earlier ones, what was loaded since, and how it would be published.

    ``content`` is empty when there is nothing to publish; ``rules`` is the text of ``course.toml``.
    """

    held: Publication | None
    known: frozenset[str]
    loaded: str
    content: str
    rules: str

    @property
    def digest(self) -> str:
        """Return the digest that a publication of this would have."""
        base = self.held.digest if self.held else ""
        return publication.digest_of(self.content, base) if self.content else ""


_TAKE_ROSTER = translatable(
    "The file has another participant list, published by {who} on {time}. People added: {added} ({added_names}), gone: "
    "{gone} ({gone_names}), renamed: {renamed} ({renamed_names}), sessions changed: {sessions}, rules: {rules}. "
    "Replace the list, the programme and the rules here?"
)
_ROSTER_NOT_TAKEN = translatable(
    "The participant list in the file, published by {who} on {time}, was not imported. People added: {added} "
    "({added_names}), gone: {gone} ({gone_names}), renamed: {renamed} ({renamed_names}), sessions changed: {sessions}, "
    "rules: {rules}. To import it: --take theirs. All entries were exchanged."
)
_NOT_PUBLISHED = translatable(
    "What was loaded here is not published: this is a station's login. An organizer's 'checkin sync' publishes it."
)
_RULES_CHANGED = translatable("The rules of the course have changed. Open doors apply them after a restart.")
_RULES_DIFFER = translatable("course.toml was changed here and differs from the published one. The rules may differ.")


def _conflict(offered: Publication, folder: CourseFolder) -> RosterConflictError:
    known = not time_fault(offered.published_at)
    at = f"{folder.course().local(parse_time(offered.published_at)):%H:%M}" if known else "?"
    return RosterConflictError(
        "{who} published another participant list at {time}. Choose: 'checkin sync --take "
        "theirs' or 'checkin sync --keep ours'. Entries are still exchanged.",
        who=clean(offered.published_by),
        time=at,
    )


def _whoami() -> str:
    """Return the publisher's name for other stations: the login at this computer."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError, ImportError):
        return socket.gethostname()
