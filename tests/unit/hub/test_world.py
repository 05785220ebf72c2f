"""Stories of three kiosks and a hub, told by chance, against a model; and the mutants that they must catch."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import often
from tests.unit.hub.fake import FakeHub, Line
from tests.unit.hub.world import KIOSKS, VERBS, Step, World, template, world

from checkin.hub.sync import exchange as exchanging
from checkin.hub.sync.exchange import Exchange, ExchangeResult
from checkin.store import invalid_events
from checkin.store import record as recording
from checkin.store.record import Record, Segment, Transaction
from checkin.store.roster import event_people
from checkin.store.sync import merge_events
from checkin.store.sync.merge_events import CheckedEvents, MergeResult
from checkin.system.clock import Clock

# The long form, as it is run before a release, tells fifty times as many: CHECKIN_LONG=50.
RUNS = often(20)

step = st.tuples(st.sampled_from(VERBS), st.integers(0, KIOSKS - 1), st.integers(0, 5), st.integers(0, 5))


@pytest.fixture(scope="module", autouse=True)
def whole_template() -> None:
    """Make the loaded record before any mutant is in place."""
    template()


def tell(made: World, story: list[Step]) -> None:
    for one in story:
        made.do(one)
    made.settle_everything()
    made.check()


@settings(max_examples=RUNS, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, max_size=25))
def test_whatever_happens_all_hold_the_same_in_the_end(story: list[Step]) -> None:
    with world() as made:
        tell(made, story)


def stories(seed: int, length: int = 25) -> Iterator[list[Step]]:
    """Stories told by dice, the same ones each time."""
    dice = random.Random(seed)
    while True:
        yield [
            (dice.choice(VERBS), dice.randrange(KIOSKS), dice.randrange(6), dice.randrange(6)) for _ in range(length)
        ]


def is_caught(first: int, hub: Callable[[], FakeHub] = FakeHub, exchange: type[Exchange] = Exchange) -> bool:
    """Whether one of the stories finds the fault, from the first that is known to find it."""
    for story in islice(stories(1), first, first + 80):
        with world(hub=hub, exchange=exchange) as made:
            try:
                tell(made, story)
            except (AssertionError, sqlite3.Error):
                return True
    return False


def test_the_stories_of_the_mutants_find_nothing_in_the_product() -> None:
    for _, story in zip(range(10), stories(1), strict=False):
        with world() as made:
            tell(made, story)


# -- the mutants


class KeptIdentity(Segment):
    """A kiosk that goes on under the identity that its file has, wherever that was copied."""

    conn: sqlite3.Connection

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        row = self.conn.execute("SELECT segment, seq, hash FROM events ORDER BY arrival DESC LIMIT 1").fetchone()
        if row is not None:
            self.id, self.seq, self.hash = row["segment"], row["seq"], row["hash"]


def test_a_kept_identity_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    writing = Record.writing

    @contextmanager
    def kept(self: Record, *, dry_run: bool = False) -> Iterator[Transaction]:
        KeptIdentity.conn = self.conn
        with writing(self, dry_run=dry_run) as made:
            yield made

    monkeypatch.setattr(recording, "Segment", KeptIdentity)
    monkeypatch.setattr(Record, "writing", kept)
    assert is_caught(0)


class GlobalCursor(Exchange):
    """Pulls what came to the hub after the last that it saw there."""

    cursors: dict[object, int] = {}  # noqa: RUF012 - one for each record, as a kiosk would keep it

    def pull(self, done: ExchangeResult) -> None:
        assert isinstance(self.hub, Line)
        key = self._record.path
        self.cursors[key], rows = self.hub.pull_since(self.cursors.get(key, 0))
        self._take(rows, [], done)


def test_a_global_cursor_is_caught() -> None:
    assert is_caught(3, exchange=GlobalCursor)


def test_an_acknowledgement_before_the_commit_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def hasty(self: Record, *, dry_run: bool = False) -> Iterator[Transaction]:
        del dry_run
        if self.conn.in_transaction:
            self.conn.execute("COMMIT")  # what the last one left
        self.conn.execute("BEGIN IMMEDIATE")
        segment = self._segment or Segment(self.clock)
        self._segment = segment
        yield Transaction(self.conn, segment, self.clock)

    def checkpoint(self: Record) -> None:
        if self.conn.in_transaction:
            self.conn.execute("COMMIT")

    monkeypatch.setattr(Record, "writing", hasty)
    monkeypatch.setattr(Record, "checkpoint", checkpoint)
    assert is_caught(5)


def test_an_undo_that_needs_its_target_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:

    def strict(
        conn: sqlite3.Connection, checked: CheckedEvents, *, countries: Callable[[str], str], look: bool
    ) -> MergeResult:
        taken = merge_events.merge_valid(conn, checked, countries=countries, look=look)
        for event in checked.events:
            missing = "SELECT 1 FROM events WHERE event_id = ?"
            if event.kind == "undo" and conn.execute(missing, (event.ref,)).fetchone() is None:
                # It is kept, but has nothing to take back: as if it had named something else.
                conn.execute("DROP TRIGGER events_no_update")
                conn.execute("UPDATE events SET kind = 'note' WHERE event_id = ?", (event.event_id,))
                conn.execute(
                    "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'no'); END"
                )
        return taken

    monkeypatch.setattr(exchanging, "merge_valid", strict)
    monkeypatch.setattr(exchanging, "BATCH", 1)
    assert is_caught(16)


def test_inserting_without_the_prefix_check_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(
        conn: sqlite3.Connection, checked: CheckedEvents, *, countries: Callable[[str], str], look: bool
    ) -> MergeResult:
        added = 0
        for event in checked.events:
            insert = invalid_events.INSERT.replace("INSERT", "INSERT OR IGNORE")
            added += conn.execute(insert, [getattr(event, name) for name in merge_events.FIELDS]).rowcount
        event_people.apply_events(conn, checked.events, countries)
        return MergeResult(added)

    monkeypatch.setattr(exchanging, "merge_valid", lenient)
    assert is_caught(18, hub=lambda: FakeHub(checks=False))
