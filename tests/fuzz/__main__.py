"""The long form: ``python -m tests.fuzz READER --seconds N``, guided by coverage (atheris, the extra ``fuzz``).

Prints how many inputs were tried. An input that a reader fails on is kept beside ``--keep`` and ends the run.
"""

import argparse
import os
import sys
import tempfile
import time
from multiprocessing import Value
from pathlib import Path

import atheris


def main() -> None:
    with atheris.instrument_imports(include=["checkin", "icalendar", "recurring_ical_events", "tomllib"]):
        from checkin.errors import CheckinError
        from tests.fuzz.targets import TARGETS, TOKENS, lasting_children, samples

    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz")
    arguments.add_argument("reader", choices=sorted(TARGETS))
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--slowest", type=int, default=15, help="Seconds after which an input is a fault.")
    arguments.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    given = arguments.parse_args()
    read = TARGETS[given.reader]
    # A calendar is read in this process, where its code is seen; what is native code stays in a child.
    if given.reader.startswith(("xls", "ods")):
        lasting_children()
    elif given.reader == "calendar":
        from checkin.intake import ical

        ical.once = lambda work, question, blobs, **_: ical.work(question, blobs)  # type: ignore[assignment]
    tried, refused, slowest = Value("q"), Value("q"), Value("d")
    # libFuzzer ends its process without a word, so it works in a child, and the counts are shared.
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        counts = f"{tried.value:,} inputs, {refused.value:,} refused, slowest {slowest.value:.2f} s"
        print(f"{given.reader}: {counts}, {'a fault was found' if status else 'no fault'}", flush=True)
        sys.exit(bool(status))

    def one(data: bytes) -> None:
        tried.value += 1
        began = time.perf_counter()
        try:
            read(data)
        except CheckinError as error:
            refused.value += 1
            if not str(error).strip():
                raise
        slowest.value = max(slowest.value, time.perf_counter() - began)

    corpus = Path(tempfile.mkdtemp(prefix="checkin-corpus-"))
    for number, sample in enumerate(samples(given.reader)):
        (corpus / str(number)).write_bytes(sample)
    words = corpus.with_suffix(".dict")
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in TOKENS))
    given.keep.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={given.seconds}",
        f"-timeout={given.slowest}",
        "-rss_limit_mb=3000",
        "-max_len=20000",
        "-verbosity=0",
        f"-dict={words}",
        f"-artifact_prefix={given.keep}/{given.reader}-",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
