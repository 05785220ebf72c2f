"""Do something beside the work of an exchange, or leave something undone while it lasts."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def meanwhile(act: Callable[[], T] | None) -> Iterator[Callable[[], T] | None]:
    """Do something in another thread until the block ends. Yields what returns its result, or raises its error.

    Of a program that ends nobody waits for the thread.
    """
    if act is None:
        yield None
        return
    future: Future[T] = Future()
    thread = threading.Thread(target=_fulfil, args=(future, act), name="pull ahead", daemon=True)
    thread.start()
    try:
        yield future.result
    finally:
        thread.join()


def _fulfil(future: Future[T], act: Callable[[], T]) -> None:
    try:
        future.set_result(act())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
        future.set_exception(error)


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold off Python's search for cycles while thousands of rows are made that have none: a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
