"""``python -m checkin``, and the start of a bundle that brings its own Python."""

import sys

from checkin.cli import main
from checkin.system.sandbox import BUNDLED, serve_calls

if __name__ == "__main__":
    if sys.argv[1:2] == [BUNDLED]:
        serve_calls(sys.argv[2], int(sys.argv[3]))
    else:
        main()
