"""The command line: arguments, printing and exit codes, nothing else.

Exit codes: 0 done; 1 errors in the content, nothing published; 2 wrong usage or settings; 3 the machine refused.
Heavy imports wait inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__, terminal

if TYPE_CHECKING:
    from briefgen.build import Options, Result

Command = Callable[..., None]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefgen")
@click.option("-C", "--directory", type=click.Path(path_type=Path), default=Path(), help="Work in this site folder.")
@click.option("-c", "--config", help="Settings file instead of briefgen.yaml.")
@click.option("-v", "--verbose", is_flag=True, help="Show informational findings too.")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
@click.option("--color/--no-color", default=None, help="Colour on or off, whatever the terminal says.")
@click.pass_context
def main(context: click.Context, /, **options: Any) -> None:
    """Compile annotated news briefs into a website.

    \b
    Examples:
      briefgen init demo && cd demo && briefgen build
      briefgen serve --open
    """
    context.obj = options


def _build_options(command: Command) -> Command:
    for option in reversed(
        (
            click.option("--base-url", help="Absolute URL of the site's root."),
            click.option("--drafts/--no-drafts", default=None, help="Let drafts in."),
            click.option("--future", is_flag=True, help="Let briefs dated or embargoed ahead in."),
            click.option("--expired", is_flag=True, help="Let expired briefs in."),
            click.option("--now", help="Build as if it were this date or instant."),
        )
    ):
        command = option(command)
    return command


def _options(context: click.Context, *, drafts: bool = False, **given: Any) -> Options:
    from briefgen.build import Options

    wanted = given.pop("drafts_given", None)
    names = {
        "draft": drafts if wanted is None else wanted,
        "future": given.pop("future", False),
        "expired": given.pop("expired", False),
    }
    include = frozenset(name for name, on in names.items() if on)
    return Options(config=context.obj["config"], include=include, **given)


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Output folder (default: site).")
@_build_options
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--clean", is_flag=True, help="Forget the cache first.")
@click.option("--force", is_flag=True, help="Render every page, whatever is remembered.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes to use (default: as many as pay).")
@click.option("--explain", is_flag=True, help="Say of each page why it was rendered.")
@click.option("--dry-run", is_flag=True, help="Do everything but publish.")
@click.pass_context
def build(context: click.Context, /, *, clean: bool, explain: bool, drafts: bool | None, **given: Any) -> None:
    """Build the site.

    \b
    Examples:
      briefgen build
      briefgen build --base-url https://example.org/news/ --strict
      briefgen build --explain
    """
    from briefgen.tools.again import again, keep, look, unmoved

    root = _root(context)
    _end_on_signals(context)
    if clean:
        _site(context)
        _guarded(lambda: _forget(root))
    started = time.perf_counter()
    plain = not (explain or given["force"] or given["dry_run"])
    asked = (
        sorted(given.items(), key=str),
        drafts,
        sorted(context.obj.items(), key=str),
        terminal.wants_color(context),
    )
    seen = look(root, given["output"] or root / "site", context.obj["config"], asked)
    color = terminal.wants_color(context)
    progress = terminal.Progress(quiet=context.obj["quiet"])
    try:
        said = _guarded(lambda: again(seen, progress)) if plain else None
        if said is None:
            _site(context)
            options = _options(context, drafts_given=drafts, **given)
            result = _guarded(lambda: _run_build(root, options._replace(tell=progress, stands=lambda: unmoved(seen))))
    finally:
        progress.end()
    if said is not None:
        terminal.say(said, started, color=color)
        return
    for reason in result.reasons if explain else ():
        click.echo(str(reason))
    terminal.say(list(terminal.report(context, root, result)), started, color=color)
    unchanged = result._replace(published=result.published and result.published.unchanged())
    keep(seen, result, options, list(terminal.report(context, root, unchanged)))
    _settle()
    raise SystemExit(0 if result.ok else 1)


@main.command()
@_build_options
@click.option("-p", "--port", type=click.IntRange(0, 65535), help="Port (default: 8000 or the next free one).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--allow-host", multiple=True, help="A further name under which the server may be asked for.")
@click.option("-o", "--open", "browser", is_flag=True, help="Open a browser.")
@click.option("--poll", is_flag=True, help="Look for changes by polling.")
@click.option("--reload/--no-reload", default=True, help="Keep open pages new.")
@click.pass_context
def serve(context: click.Context, /, *, drafts: bool | None, **given: Any) -> None:
    """Build, serve and rebuild on every change; drafts are shown.

    \b
    Examples:
      briefgen serve --open
      briefgen serve --port 9000 --no-drafts
    """
    from briefgen.server.serve import Wish
    from briefgen.server.serve import serve as run

    gc.enable()
    root = _site(context)
    wish = Wish(allow=given.pop("allow_host"), **{name: given.pop(name) for name in Wish._fields if name in given})
    options = _options(context, drafts=True, drafts_given=drafts, **given)
    _guarded(lambda: run(root, options, wish, click.echo, lambda done: terminal.tell(context, root, done)))


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--bare", is_flag=True, help="Plain CommonMark with raw HTML, none of our additions.")
@click.pass_context
def render(context: click.Context, file: Any, *, bare: bool) -> None:
    """Turn Markdown into HTML; - reads standard input.

    Front matter is passed over, findings go to standard error.

    \b
    Example:
      echo '*Hello*' | briefgen render --bare -
    """
    data: bytes = file.read()
    if bare:
        from briefgen.markup.bare import render_bare

        sys.stdout.buffer.write(render_bare(data.decode("utf-8", "replace")).encode("utf-8", "surrogateescape"))
        return
    from briefgen.tools.fragment import render_fragment

    html, findings, lines = _guarded(lambda: render_fragment(_root(context), data, context.obj["config"]))
    click.echo(html, nl=False)
    for text in terminal.frames(context, findings, lines):
        click.echo(text, err=True, color=terminal.wants_color(context))
    raise SystemExit(1 if any(one.severity == "error" for one in findings) else 0)


@main.command(name="list")
@click.argument(
    "what",
    type=click.Choice(
        ("briefs", "entities", "events", "stories", "drafts", "future", "expired", "missing", "mentions")
    ),
)
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
@click.pass_context
def list_(context: click.Context, what: str, form: str) -> None:
    """List what the site holds.

    \b
    Examples:
      briefgen list briefs
      briefgen list mentions --format csv
    """
    from briefgen.tools.listing import listing

    options = _options(context)
    click.echo(_guarded(lambda: listing(_site(context), what, form, options)), nl=False)


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Output folder (default: site).")
@click.pass_context
def clean(context: click.Context, output: Path | None) -> None:
    """Delete what earlier builds wrote, and the cache; nothing else.

    \b
    Example:
      briefgen clean
    """
    root = _root(context)
    gone = _guarded(lambda: _forget(root, output or root / "site"))
    click.echo(f"{len(gone)} files deleted.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--ci", type=click.Choice(("github", "gitlab")), help="Add a workflow that deploys the site.")
@click.pass_context
def init(context: click.Context, folder: Path, ci: str | None) -> None:
    """Make a starter site that builds at once.

    \b
    Example:
      briefgen init demo --ci github
    """
    from briefgen.tools.init import init as make

    made = _guarded(lambda: make(context.obj["directory"] / folder, ci))
    click.echo(f"{len(made)} files written. Next: cd {folder} && briefgen serve --open")


@main.command()
@click.argument("kind", type=click.Choice(("brief", "entity", "event", "story", "page")))
@click.argument("name")
@click.option("-e", "--edit", is_flag=True, help="Open it in $EDITOR.")
@click.option("--now", help="Date the brief as if it were this day.")
@click.pass_context
def new(context: click.Context, kind: str, name: str, *, edit: bool, now: str | None) -> None:
    """Begin a brief, entity, event, story or page from its archetype.

    \b
    Example:
      briefgen new brief "Talks resume in Vienna"
    """
    from briefgen import dates
    from briefgen.build import now as instant
    from briefgen.tools.new import new as make

    root = _root(context)
    path = _guarded(lambda: make(root, kind, name, dates.iso_day(instant(now, "UTC").earliest)))
    click.echo(str(path))
    if edit:
        click.edit(filename=str(path))


def _root(context: click.Context) -> Path:
    root = Path(context.obj["directory"]).absolute()
    if not root.is_dir():
        _fail(2, f"there is no folder {context.obj['directory']}")
    return root


def _site(context: click.Context) -> Path:
    """The folder of a site that somebody has begun."""
    from briefgen.project import require_site

    root = _root(context)
    _guarded(lambda: require_site(root, context.obj["config"]))
    return root


def _run_build(root: Path, options: Options) -> Result:
    from briefgen.build import build as run

    return run(root, options)


def _settle() -> None:
    from briefgen.engine.jobs import settle

    settle()


def _guarded(work: Callable[[], Any]) -> Any:
    """Run, and turn what stops a command into one line and an exit code."""
    try:
        return work()
    except Exception as error:
        _stop(error)
        raise


def _stop(error: Exception) -> None:
    """End for a reason that a user can do something about; return for any other."""
    from briefgen.dates import DateError
    from briefgen.engine.jobs import JobError
    from briefgen.engine.lock import LockedError
    from briefgen.engine.publish import PublishError
    from briefgen.pages.theme import ThemeError
    from briefgen.project import ConfigError
    from briefgen.tools import ToolError

    if isinstance(error, ConfigError):
        terminal.tell_settings(click.get_current_context(), error)
        raise SystemExit(2) from None
    if isinstance(error, ThemeError | ToolError):
        _fail(2, str(error))
    if isinstance(error, DateError):
        _fail(2, f"--now: {error.message}")
    if isinstance(error, JobError | LockedError | PublishError) or type(error).__name__ == "ServeError":
        _fail(3, str(error))
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        _fail(3, f"{name}{error.strerror or error}; the published site is as it was")


def _fail(code: int, message: str) -> None:
    click.echo(f"briefgen: {message}", err=True)
    raise SystemExit(code)


def _forget(root: Path, output: Path | None = None) -> tuple[str, ...]:
    from briefgen.build import forget

    return forget(root, output)


def _end_on_signals(context: click.Context) -> None:
    """Being told to end is an ending like any other: what is under way is cleared away."""

    def end(number: int, _: Any) -> None:
        raise SystemExit(128 + number)

    for name in (signal.SIGTERM, signal.SIGINT):
        context.call_on_close(partial(signal.signal, name, signal.signal(name, end)))
