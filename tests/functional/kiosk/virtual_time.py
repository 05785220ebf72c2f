"""An event loop whose time is a number: it jumps to the next timer when there is nothing else to do.

Nothing is waited for and there are no threads, so a test of the interface costs what it computes, and runs alike on
every machine.
"""

import asyncio
import selectors
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual import _time
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from checkin.kiosk.app import KioskApp
from checkin.kiosk.runtime.record_writer import Writer
from checkin.kiosk.widgets.footer import KeysFooter


class _Selector(selectors.DefaultSelector):  # type: ignore[valid-type,misc]
    """A selector that moves the time of its loop and does not sleep."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "the test waits for something that never happens"
        self.loop.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a time of its own. What is meant for a thread runs at once."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self.now = 1000.0
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - handed on, as a thread's
            future.set_exception(error)
        return future

    async def shutdown_default_executor(self) -> None:  # type: ignore[override]
        return


class _InlineWriter(Writer):
    """A writer without a thread: a job runs when the loop comes to it."""

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()

    def submit(self, job: Callable[[], Message | None], what: str) -> None:
        self._loop.call_soon(self._do, job, what)

    def stop(self) -> None:
        return


class VirtualApp(KioskApp):
    """The kiosk without threads. Its second is ticked by the test."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.writer = _InlineWriter(self.post_message, self.home.record.checkpoint)

    def call_from_thread(self, callback: Any, *arguments: Any, **options: Any) -> Any:
        return callback(*arguments, **options)

    def set_interval(self, interval: float, *arguments: Any, **options: Any) -> Timer:
        return Timer(self, interval)

    def _draw_badge(self, code: str, name: str) -> None:  # type: ignore[override]
        """Draw none: it takes seconds."""
        del code, name


@contextmanager
def virtual_time() -> Iterator[asyncio.Runner]:
    """A runner with virtual time. Textual's timers and keys go by it, and nothing is painted until it is looked at."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()
        with (
            patch.object(_time, "get_time", loop.time),
            patch.object(Screen, "_compositor_refresh", _no_paint),
            patch.object(KeysFooter, "compose", lambda _: ()),
            patch.object(Stylesheet, "_parse_rules", _parse_once),
        ):
            yield runner


_parse, _parsed = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()


def _parse_once(self: Stylesheet, css: str, read_from: CSSLocation, *rest: Any, **options: Any) -> list[RuleSet]:
    """Parse each style sheet once in a process, not once in an app."""
    key = (css, read_from, rest, *options.items(), *self._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(self, css, read_from, *rest, **options)
    return _parsed[key]


def _no_paint(self: Screen[Any]) -> None:
    self._dirty_widgets.clear()
    self._compositor._dirty_regions.clear()


async def quiet(seconds: float = 0.1) -> None:
    """Let everything happen that happens within some seconds."""
    await asyncio.sleep(seconds)
