"""What is printed: findings as frames, the lines after a build, a line for each rebuild."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from briefgen.build import Result
    from briefgen.live import Refreshed
    from briefgen.project import ConfigError


def tell(context: click.Context, root: Path, done: Refreshed | Exception) -> None:
    """One rebuild of the development server."""
    if isinstance(done, Exception):
        click.echo(f"briefgen: {done}", err=True)
        return
    for text in frames(context, done.findings, lines(root, done.findings)):
        click.echo(text, err=True, color=wants_color(context))
    shown = "the site is up to date" if done.ok else "the last good site stays"
    click.echo(f"{time.strftime('%H:%M:%S')} {shown}, {len(done.changed)} files changed, {done.seconds * 1000:.0f} ms")


class Progress:
    """How far a build is: a line that is written over on a terminal, once the work has taken half a second;
    elsewhere a line for each phase that had work to do.
    """

    _WORDS = {"read": "files read", "made": "pages and files made"}

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.began = self.told = time.perf_counter()
        self.phase, self.since = "", self.began
        self.dirty = False

    def __call__(self, what: str, done: int, of: int) -> None:
        """Told by the build."""
        now = time.perf_counter()
        if what != self.phase:
            self.phase, self.since = what, now
        if self.quiet:
            return
        if not self.live:
            if done == of:
                click.echo(f"{of} {self._WORDS[what]}", err=True)
        elif now - self.began > 0.5 and (now - self.told > 0.1 or done == of):
            self.told, self.dirty = now, True
            click.echo(f"\r\x1b[K{self._line(what, done, of, now - self.since)}", err=True, nl=False)

    def _line(self, what: str, done: int, of: int, seconds: float) -> str:
        rate = done / seconds if seconds > 0.2 else 0.0
        left = f", {rate:.0f} a second, {(of - done) / rate:.0f} s left" if rate else ""
        return f"{done} of {of} {self._WORDS[what]}{left}"

    def end(self) -> None:
        """Take the line away."""
        if self.dirty:
            click.echo("\r\x1b[K", err=True, nl=False)
            self.dirty = False


def say(lines: Iterable[tuple[bool, str]], started: float, *, color: bool) -> None:
    """Print lines, each to standard error or output; the one that ends a build gets its seconds."""
    for error, line in lines:
        shown = f"{line}{time.perf_counter() - started:.2f} s" if line.endswith(", ") else line
        click.echo(shown, err=error, color=color)


def report(context: click.Context, root: Path, result: Result) -> Iterator[tuple[bool, str]]:
    """What to print after a build, as (to standard error, text)."""
    from briefgen.tools.summary import summary

    yield from ((True, text) for text in frames(context, result.findings, lines(root, result.findings)))
    yield from ((not result.ok, line) for line in summary(result, quiet=context.obj["quiet"]))


def tell_settings(context: click.Context, error: ConfigError) -> None:
    """Why the settings cannot be used, with their lines where they could be read."""
    from briefgen.diagnostics import Severity
    from briefgen.frames import show

    color = wants_color(context)
    if not error.problems:
        click.echo(f"briefgen: {error}", err=True)
    for one in error.problems:
        shown = show(Severity.ERROR, one, {one.place.path: error.text.split("\n")}, color=color)
        click.echo(shown + "\n", err=True, color=color)
    if error.problems:
        click.echo(f"Nothing was done: {error.problems[0].place.path} has to be mended first.", err=True)


def lines(root: Path, findings: Iterable[Any]) -> dict[str, list[str]]:
    """The lines of the files that findings point into."""
    from briefgen.build import source

    paths = {p.path for f in findings for p in (f.diagnostic.place, *(n.place for n in f.diagnostic.notes))}
    return {path: source(root, path).split("\n") for path in paths}


def frames(context: click.Context, findings: Iterable[Any], lines: dict[str, list[str]]) -> Iterator[str]:
    """Findings as this user wants to see them, with the source around each."""
    from briefgen.diagnostics import Severity
    from briefgen.frames import show

    hidden = {Severity.OFF} if context.obj["verbose"] else {Severity.INFO, Severity.OFF}
    if context.obj["quiet"]:
        hidden |= {Severity.INFO, Severity.WARNING}
    color = wants_color(context)
    for finding in findings:
        if finding.severity not in hidden:
            yield show(finding.severity, finding.diagnostic, lines, color=color) + "\n"


def wants_color(context: click.Context) -> bool:
    """Whether to colour: as asked for, else as NO_COLOR, CLICOLOR_FORCE and the terminal say."""
    if context.obj["color"] is not None:
        return bool(context.obj["color"])
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
