"""``python -m briefgen``: the same as the ``briefgen`` command."""

from __future__ import annotations

import gc
import os
import sys

from briefgen.cli import main


def run() -> None:
    """The command, and the end of the process.

    What a command makes lives as long as it does: nothing is collected (the server does that again), and nothing given
    back piece by piece, which would be a tenth of a large build's time.
    """
    gc.disable()
    try:
        main(prog_name="briefgen")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1  # nobody reads any more
    os._exit(code)


if __name__ == "__main__":
    run()
