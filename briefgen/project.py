"""``briefgen.yaml`` and its folder -> Project."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from briefgen.diagnostics import RULES, Diagnostic, Place, Severity, did_you_mean, fits, in_order
from briefgen.model import Record
from briefgen.reading.convert import (
    BAD,
    Context,
    anything,
    boolean,
    choice,
    integer,
    listed,
    record,
    record_dict,
    text,
    url,
)
from briefgen.reading.load import MAX_BYTES, decode, read_bytes
from briefgen.reading.schema import same
from briefgen.reading.segments import UnsafePathError, join
from briefgen.reading.yaml import Node, Text, compose
from briefgen.settings import (
    PERMALINKS,
    FeedSettings,
    ImageSettings,
    MarkdownSettings,
    Publisher,
    SearchSettings,
    Settings,
)


class ConfigError(Exception):
    """The settings cannot be used; the message says file, line and reason."""

    def __init__(self, message: str, problems: Sequence[Diagnostic] = (), text: str = "") -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        """What is wrong, when the file could be read."""
        self.text = text
        """The text of the file."""


class Project(Record, frozen=True, kw_only=True):
    """A site folder and its settings."""

    root: str
    settings: Settings


_SOURCES: Final = ("content", "static", "themes", "archetypes", ".git", ".briefgen")
_TOKEN: Final = re.compile(r"\{([^{}]*)\}")
_TOKENS: Final = ("year", "month", "day", "slug", "id")


def open_project(folder: Path, config: str | None = None) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Read the settings; a folder without ``briefgen.yaml`` has all defaults.

    Raises ConfigError when the file cannot be read or says something that settings cannot mean.
    """
    name = config or "briefgen.yaml"
    if not os.path.lexists(folder / name):
        if config:
            raise ConfigError(f"there is no settings file {config}")
        return Project(root=str(folder), settings=Settings()), ()
    if config is None and not os.path.realpath(folder / name).startswith(os.path.realpath(folder) + os.sep):
        raise ConfigError(f"{name}: this symlink leads out of the site; name the file with --config if you mean it")
    data = read_bytes(folder, name, MAX_BYTES)
    if isinstance(data, Diagnostic):
        raise ConfigError(f"{name}: {data.message}")
    text, broken = decode(name, data)
    source = Text(name, text)
    root, found = compose(source, max_nodes=10_000)
    context = Context(source, "UTC")
    values: dict[str, Any] = {}
    if root is not None:
        values = record_dict(context, "", root, _FIELDS)
    problems = (*broken, *found, *context.found)
    if problems:
        said = (f"{_where(d.place)}: {d.message}{'; ' + d.hint if d.hint else ''}" for d in problems)
        raise ConfigError("\n".join(said), in_order(problems), text)
    return Project(root=str(folder), settings=Settings(**values)), ()


def require_site(root: Path, config: str | None) -> None:
    """Raises ConfigError for a folder that nobody made a site of, so that nothing is published into it."""
    if not config and not (root / "briefgen.yaml").exists() and not (root / "content").is_dir():
        raise ConfigError(
            f"{root.name or root} is no site: it has neither briefgen.yaml nor content/; "
            "begin one with: briefgen init DIR, or name the site's folder with -C"
        )


def site_address(written: str) -> str:
    """The absolute URL of a site's root with its slash; empty for none. Raises ConfigError for what is none."""
    if written and not _is_address(written):
        raise ConfigError(f"--base-url {written} is not an absolute http(s) URL, such as https://example.org/news/")
    return written.rstrip("/") + "/" if written else ""


def published_folder(root: Path, wanted: Path | None) -> Path:
    """Where the site goes: ``site`` unless asked otherwise. Raises ConfigError for a folder that holds its sources."""
    output = (wanted or root / "site").absolute()
    home, real = os.path.realpath(root), os.path.realpath(output)
    if home == real or home.startswith(real.rstrip(os.sep) + os.sep):
        name = output.name or str(output)
        raise ConfigError(f"the output folder {name} holds the site's sources; choose one of its own, such as site")
    own = os.path.relpath(real, home).split(os.sep)[0] if real.startswith(home.rstrip(os.sep) + os.sep) else ""
    if own in _SOURCES:
        raise ConfigError(f"the output folder lies in {own}/, which is not for output; choose another, such as site")
    return output


def _where(place: Place) -> str:
    return ":".join(str(part) for part in (place.path, place.line, place.column) if part)


def _env(context: Context, name: str, node: Node) -> Any:
    """A text, or ``!ENV NAME`` / ``!ENV [NAME, default]``."""
    if node.tag != "!ENV":
        return text(context, name, node)
    parts = [child.value for child in node.value] if isinstance(node, yaml.SequenceNode) else [node.value]
    if not 1 <= len(parts) <= 2 or not all(isinstance(part, str) for part in parts):
        return context.wrong(name, "!ENV [NAME, default]", node)
    value = os.environ.get(parts[0], parts[1] if len(parts) == 2 else None)
    return (
        context.say("M10", f"{name}: the environment variable {parts[0]} is not set", node) if value is None else value
    )


def _base_url(context: Context, name: str, node: Node) -> Any:
    value = _env(context, name, node)
    if not isinstance(value, str) or not value:
        return value
    if not _is_address(value):
        return context.say(
            "M10", f"{name} is not an absolute http(s) URL", node, "for example https://example.org/news/"
        )
    return value.rstrip("/") + "/"


def _is_address(written: str) -> bool:
    """Whether a text is an http(s) URL with a host and without what a root cannot have."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment and not any(c.isspace() or c in "<>\"'\\" for c in written)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def _timezone(context: Context, name: str, node: Node) -> Any:
    value = _env(context, name, node)
    if value == "UTC":
        return value
    import zoneinfo  # many sites need none

    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, TypeError, OSError, zoneinfo.ZoneInfoNotFoundError):
        hint = did_you_mean(str(value), zoneinfo.available_timezones()) or "for example Europe/Berlin"
        return context.say("M10", f"there is no time zone {value}", node, hint)
    return value


def _language(context: Context, name: str, node: Node) -> Any:
    value = _env(context, name, node)
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value):
        return value
    return context.say("M10", f"{name} is not a language tag", node, "for example en, de or pt-BR")


def _theme(context: Context, name: str, node: Node) -> Any:
    value = _env(context, name, node)
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", value):
        return value
    return context.say("M10", "a theme is named by the name of its folder below themes/", node)


def _permalinks(context: Context, name: str, node: Node) -> Any:
    values = record_dict(context, name, node, {kind: (kind, text) for kind in PERMALINKS})
    places = {key.value: value for key, value in node.value} if values else {}
    for kind, pattern in values.items():
        here = places[kind]
        wrong = [token for token in _TOKEN.findall(pattern) if token not in _TOKENS]
        dated = {"year", "month", "day"} & set(_TOKEN.findall(pattern)) and kind != "brief"
        if wrong:
            hint = did_you_mean(wrong[0], _TOKENS) or "the tokens are {" + "} {".join(_TOKENS) + "}"
            context.say("U03", f"permalink of {kind}: there is no token {{{wrong[0]}}}", here, hint)
        elif unsafe := _unsafe(pattern):
            context.say("U03", f"permalink of {kind}: {unsafe}", here, "for example /news/{slug}/")
        elif dated:
            context.say("U03", f"permalink of {kind}: only briefs have a year, month and day", here)
        elif not {"slug", "id"} & set(_TOKEN.findall(pattern)):
            context.say("U03", f"permalink of {kind} needs {{slug}} or {{id}}", here)
    return values


def _unsafe(pattern: str) -> str:
    """What is wrong with the parts of a permalink that are always the same."""
    try:
        join(_TOKEN.sub("x", pattern).removeprefix("/").removesuffix("/").split("/"))
    except UnsafePathError as error:
        return str(error)
    return ""


def _checks(context: Context, name: str, node: Node) -> Any:
    """Severity words by code, family letter or pattern."""
    if not isinstance(node, yaml.MappingNode):
        return context.wrong(name, "a map of code to severity", node)
    values = {}
    for key, child in node.value:
        pattern = str(key.value)
        if not any(fits(code, pattern) for code in RULES):
            hint = did_you_mean(pattern, RULES) or "a code such as L01, a family such as L, or a pattern such as L*"
            context.say("M01", f"there is no check {pattern}", key, hint)
        else:
            value = choice(*Severity)(context, f"the severity of {pattern}", child)
            values.update({} if value is BAD else {pattern: value})
    return values


def _positive(context: Context, name: str, node: Node) -> Any:
    value = integer(context, name, node)
    return context.say("M02", f"{name} wants 1 or more, found 0", node) if value == 0 else value


def _mapping(context: Context, name: str, node: Node) -> Any:
    return (
        anything(context, name, node)
        if isinstance(node, yaml.MappingNode)
        else context.wrong(name, "a map of keys", node)
    )


def _width(context: Context, name: str, node: Node) -> Any:
    value = integer(context, name, node)
    if not isinstance(value, int) or 16 <= value <= 8192:
        return value
    return context.say("M10", f"{name}: a width lies between 16 and 8192 pixels", node)


def _colour(context: Context, name: str, node: Node) -> Any:
    value = text(context, name, node)
    if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        return value
    return context.say("M10", f"{name} is not a colour", node, "for example '#9a2617', in quotes")


def _inside(context: Context, name: str, node: Node) -> Any:
    value = text(context, name, node)
    if isinstance(value, str) and not value.startswith("/") and "\\" not in value and ".." not in value.split("/"):
        return value
    return context.say("M10", f"{name} is not a file inside the site's folder", node)


def _policies(context: Context, name: str, node: Node) -> Any:
    """Where each policy is published: an address on the web, or a path of this site."""
    if not isinstance(node, yaml.MappingNode):
        return context.wrong(name, "a map of keys", node)
    values = {}
    for key, child in node.value:
        own = isinstance(child, yaml.ScalarNode) and re.match(r"/(?!/)", child.value)
        value = (text if own else url)(context, f"{name} {key.value}", child)
        values.update({} if value is BAD else {str(key.value): value})
    return values


_FIELDS: Final = {
    **same("title", "description", to=_env),
    "base_url": ("base_url", _base_url),
    "language": ("language", _language),
    "timezone": ("timezone", _timezone),
    "theme": ("theme", _theme),
    "publisher": (
        "publisher",
        record(Publisher, same("name", to=text) | same("url", to=url) | same("policies", to=_policies), (), "name"),
    ),
    "authors": ("authors", listed(text)),
    "permalinks": ("permalinks", _permalinks),
    "paging": ("paging", _positive),
    "feeds": (
        "feeds",
        record(
            FeedSettings,
            same("items", to=_positive) | same("full", "stories", "topics", "authors", "corrections", to=boolean),
        ),
    ),
    "markdown": (
        "markdown",
        record(MarkdownSettings, same("html", "typographer", to=boolean) | same("labels", to=listed(text))),
    ),
    "checks": ("checks", _checks),
    "images": (
        "images",
        record(
            ImageSettings,
            same("widths", to=listed(_width)) | same("formats", to=listed(choice("avif", "webp")))
            | same("cards", to=boolean) | same("accent", to=_colour) | same("font", to=_inside),
        ),
    ),
    "search": ("search", record(SearchSettings, same("page", "full", to=boolean))),
    **same("outputs", "budget", "extra", to=_mapping),
}
