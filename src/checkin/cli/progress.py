"""Show the progress of a command that takes longer than a second, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

_AFTER = 1.0  # seconds
_STEPS = 1_000


@contextmanager
def progress_bar(
    label: str, *, clock: Callable[[], float] = time.monotonic, terminal: bool | None = None
) -> Iterator[Callable[[float], None]]:
    """Return a function that takes the share of the work that is done, from 0 to 1.

    The bar appears on standard error once the work has taken a second. Without a terminal nothing is shown.
    """
    shown = sys.stderr.isatty() if terminal is None else terminal
    began = clock()
    with ExitStack() as stack:
        bars: list[Any] = []

        def tell(share: float) -> None:
            if not shown or (not bars and clock() - began < _AFTER):
                return
            if not bars:
                bars.append(stack.enter_context(click.progressbar(length=_STEPS, label=label, file=sys.stderr)))
            bars[0].update(round(share * _STEPS) - bars[0].pos)

        yield tell
