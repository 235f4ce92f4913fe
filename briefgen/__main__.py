"""``python -m briefgen``: the same as the ``briefgen`` command."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # what `signal` is made of: loading that can be interrupted

_INTERRUPT = signal.signal(signal.SIGINT, signal.SIG_DFL)
"""Whoever interrupts while modules are loaded has ended it, and is shown none of them."""

import gc  # noqa: E402 - as above

gc.disable()  # here, as loading modules makes much and lets go of nothing
import contextlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from briefgen.cli import main  # noqa: E402


def run() -> None:
    """The command, and the end of the process.

    What a command makes lives as long as it does: nothing is collected (the server does that again), and nothing given
    back piece by piece, which would be a tenth of a large build's time.
    """
    code = 128 + signal.SIGINT
    with contextlib.suppress(KeyboardInterrupt):  # one that comes when the command is done and the process is not
        try:
            signal.signal(signal.SIGINT, _INTERRUPT)
            main(prog_name="briefgen")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1  # nobody reads any more
    os._exit(code)


if __name__ == "__main__":
    run()
