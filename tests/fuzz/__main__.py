"""The long form: ``python -m tests.fuzz READER --seconds N``, guided by coverage (atheris, the extra ``fuzz``).

Prints how many inputs were tried. An input that a reader fails on is kept in ``--keep`` and ends the run.
"""

import argparse
import os
import sys
import tempfile
import time
from multiprocessing import Value
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["checkin", "icalendar", "recurring_ical_events", "tomllib"]):
    from checkin.core.errors import CheckinError
    from checkin.intake.programme import ics
    from tests.fuzz.targets import TARGETS, TOKENS, lasting_children, samples


class Counts:
    """What was tried, shared between this process and the one that libFuzzer ends without a word."""

    def __init__(self) -> None:
        self.tried, self.refused, self.slowest = Value("q"), Value("q"), Value("d")

    def __str__(self) -> str:
        counts = f"{self.tried.value:,} inputs, {self.refused.value:,} refused"
        return f"{counts}, slowest {self.slowest.value:.2f} s"


def main() -> None:
    given = _arguments()
    counts = Counts()
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        print(f"{given.reader}: {counts}, {'a fault was found' if status else 'no fault'}", flush=True)
        sys.exit(bool(status))
    _fuzz(given, counts)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz")
    arguments.add_argument("reader", choices=sorted(TARGETS))
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--slowest", type=int, default=15, help="Seconds after which an input is a fault.")
    arguments.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    return arguments.parse_args()


def _fuzz(given: argparse.Namespace, counts: Counts) -> None:
    # A calendar is read in this process, where its code is seen; what is native code stays in a child.
    if given.reader.startswith(("xls", "ods")):
        lasting_children()
    elif given.reader == "calendar":
        ics.run_sandboxed = lambda work, question, blobs, **_: ics.work(question, blobs)  # type: ignore[assignment]
    read = TARGETS[given.reader]

    def one(data: bytes) -> None:
        counts.tried.value += 1
        began = time.perf_counter()
        try:
            read(data)
        except CheckinError as error:
            counts.refused.value += 1
            if not str(error).strip():
                raise
        counts.slowest.value = max(counts.slowest.value, time.perf_counter() - began)

    atheris.Setup([sys.argv[0], *_options(given)], one)
    atheris.Fuzz()


def _options(given: argparse.Namespace) -> list[str]:
    """libFuzzer's: what to begin with, what to put in, and when to end."""
    corpus = Path(tempfile.mkdtemp(prefix="checkin-corpus-"))
    for number, sample in enumerate(samples(given.reader)):
        (corpus / str(number)).write_bytes(sample)
    words = corpus.with_suffix(".dict")
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in TOKENS))
    given.keep.mkdir(parents=True, exist_ok=True)
    return [
        f"-max_total_time={given.seconds}",
        f"-timeout={given.slowest}",
        "-rss_limit_mb=3000",
        "-max_len=20000",
        "-verbosity=0",
        f"-dict={words}",
        f"-artifact_prefix={given.keep}/{given.reader}-",
        str(corpus),
    ]


if __name__ == "__main__":
    main()
