"""``python -m checkin``, and the start of a bundle that brings its own Python."""

import sys

from checkin.cli import main


def start() -> None:
    """Run a command, or serve the calls of a sandbox where a bundle starts itself as one."""
    if len(sys.argv) == 4:
        # Imported only here: it would take a third of the time of 'checkin --help'.
        from checkin.system.sandbox import BUNDLED, serve_calls

        if sys.argv[1] == BUNDLED:
            serve_calls(sys.argv[2], int(sys.argv[3]))
            return
    main()


if __name__ == "__main__":
    start()
