"""Try the faults and print their counts: ``python -m tests.faults [PART...] [--long]``.

Without a part all of them, in the short form. Exit status 1 when anything was lost or went unseen.
"""

import importlib
import sys

PARTS = ("kills", "storm", "power", "calls", "disks", "together", "clocks", "damage")
LONG_ONLY = ("long_day",)


def main() -> None:
    words = [word.replace("-", "_") for word in sys.argv[1:] if word != "--long"]
    if unknown := [word for word in words if word not in (*PARTS, *LONG_ONLY)]:
        sys.exit(f"There is no part {unknown[0]!r}; there are {', '.join((*PARTS, *LONG_ONLY))}.")
    bad = 0
    for part in words or PARTS:
        bad += importlib.import_module(f"tests.faults.{part}").main(long="--long" in sys.argv)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
