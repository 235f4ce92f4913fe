"""The table of contents of briefgen: one build, a line a phase.

load -> parse -> link -> plan -> render -> write. Data flows one way and is finished when it leaves a phase. The first
three are :mod:`briefgen.understand`, the others :mod:`briefgen.making`.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen import remember
from briefgen.engine import snapshot
from briefgen.engine.exchange import repair
from briefgen.engine.lock import lock
from briefgen.engine.publish import real_output, retract
from briefgen.engine.store import CACHE, open_store, without_gc
from briefgen.engine.store import forget as forget_all
from briefgen.findings import Finding, Result, failing, judge, source
from briefgen.settings import Settings
from briefgen.understand import Knowledge, Options, now, output_folder, understand

if TYPE_CHECKING:
    from briefgen.pages.theme import Theme

__all__ = ["Finding", "Knowledge", "Options", "Result", "build", "failing", "forget", "judge", "look", "now", "source"]


def build(root: Path, options: Options = Options()) -> Result:
    """Build the site in ``root`` and publish it if no finding fails the build.

    Raises ConfigError (settings), ThemeError (theme), LockedError, PublishError and OSError (the machine refused).
    """
    started = time.perf_counter()
    with lock(root / CACHE), without_gc(), open_store(root) as store:
        stands = options.stands()
        snapshot.forget(root / CACHE)
        repair(real_output(output_folder(root, options)))
        held, ahead = remember.Held(), _Ahead(root)
        known = understand(root, options, store, held, ahead.steps)
        from briefgen import making

        done = making.make(root, options, known, ahead.theme, store, held, stands=stands)
    return done._replace(seconds=time.perf_counter() - started)


class _Ahead:
    """The second half of a build, loaded and made ready by this process while others parse."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.theme: Theme | None = None

    def steps(self, settings: Settings) -> Iterator[None]:
        """Piece by piece, so that the others are heard between two of them."""
        # What is wrong with a theme is met again, and then told, where it is used.
        with contextlib.suppress(Exception):
            from briefgen.pages import site as _  # noqa: F401 - the larger part of it

            yield
            from briefgen import making

            yield
            for theme in making.prepare(self.root, settings):
                self.theme = theme
                yield


def look(root: Path, options: Options = Options()) -> Knowledge:
    """What is known of a site, for commands that only ask; leaves the cache as warm as a build does."""
    with lock(root / CACHE), open_store(root) as store:
        return understand(root, options, store)


def forget(root: Path, output: Path | None = None) -> tuple[str, ...]:
    """Forget all that is remembered of a site, and delete what was published in ``output``; the deleted paths."""
    with lock(root / CACHE):
        gone = retract(output) if output is not None else ()
        forget_all(root / CACHE)
    return gone
