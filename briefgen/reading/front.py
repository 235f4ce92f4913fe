"""Content files to records: front matter and body of a Markdown file, the records of a data file, folder defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import yaml

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Place, did_you_mean
from briefgen.model import AnyMeta, Brief, Document, Parsed, Record
from briefgen.reading.convert import Context
from briefgen.reading.plainly import read_plainly
from briefgen.reading.schema import KINDS, to_meta
from briefgen.reading.slugs import slugify
from briefgen.reading.yaml import DATA_NODES, FRONT_NODES, Node, NoPlaceError, Text, compose, main_part

FRONT_BYTES: Final = 64 * 1024
_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-_ ]|$)")
_ID: Final = re.compile(r"[a-z][a-z0-9-]*\Z")
_OPEN: Final = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSE: Final = re.compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
"""The line that ends front matter, with the end of the line above it: a text is searched for that in one go."""


class MarkdownParts(Record, frozen=True, kw_only=True):
    """What a Markdown file gave before its body is parsed."""

    meta: AnyMeta
    id: str
    stem_date: dates.Date | None = None
    body: str
    body_line: int
    """1-based line of the file on which the body begins."""
    diagnostics: tuple[Diagnostic, ...] = ()


def read_markdown(path: str, text: str, kind: str, timezone: str) -> MarkdownParts:
    """Split a Markdown file and read its front matter."""
    front, body, body_line, found = _split(path, text)
    node, meta, broken = _front(Text(path, front, 2), kind, timezone)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    ident, stem_date, bad = _identify(path, stem, kind, meta.id)
    if isinstance(meta, Brief) and meta.date is None and stem_date is not None and not _says(node, "date"):
        meta = msgspec.structs.replace(meta, date=stem_date)
    return MarkdownParts(
        meta=meta,
        id=ident,
        stem_date=stem_date,
        body=body,
        body_line=body_line,
        diagnostics=(*found, *broken, *bad),
    )


def _front(source: Text, kind: str, timezone: str) -> tuple[Node | None, AnyMeta, tuple[Diagnostic, ...]]:
    """Front matter as nodes and as a record, and what is wrong with it."""
    context = Context(source, timezone)
    plain = read_plainly(source.text)
    if plain is not None:
        try:
            return plain, to_meta(context, kind, plain), tuple(context.found)
        except NoPlaceError:
            context = Context(source, timezone)
    node, broken = compose(source, max_nodes=FRONT_NODES)
    if node is not None and not isinstance(node, yaml.MappingNode):
        context.say("M02", "front matter is a map of keys, like title: ...", node)
        node = None
    meta = to_meta(context, kind, node)
    return node, meta, (*broken, *context.found)


def read_data(path: str, text: str, kind: str, timezone: str) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """The records of a data file: a list, one record, or a map of id to record."""
    source = Text(path, text)
    root, broken = compose(source, max_nodes=DATA_NODES)
    context = Context(source, timezone)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    documents = []
    found: list[Diagnostic] = []
    for key, node, given in _records(root, kind):
        if not isinstance(node, yaml.MappingNode):
            context.say("M02", f"a record of the kind {kind} is a map of keys", node)
            continue
        meta = to_meta(context, kind, node)
        before = [k for k, _ in node.value if getattr(k, "value", "") == "id"]
        ident, _, bad = _identify(path, given or ("" if key else stem), kind, meta.id, source.place(main_part(node)))
        found += bad if meta.id or not before else []  # an id that is no text has been reported
        if ident:
            documents.append(Document(path=path, key=key, kind=kind, id=ident, meta=meta))
    if root is not None and not isinstance(root, (yaml.MappingNode, yaml.SequenceNode)):
        context.say("M02", "a data file is a list of records or one record", root)
    return tuple(documents), (*broken, *context.found, *found)


def read_defaults(path: str, text: str, kind: str, timezone: str) -> Parsed:
    """A ``_defaults.yaml``; ``kind`` is that of its folder, or empty above all kinds."""
    source = Text(path, text)
    root, broken = compose(source, max_nodes=FRONT_NODES)
    if not isinstance(root, yaml.MappingNode):
        wrong = () if root is None else (Diagnostic("M02", "defaults are a map of keys", source.place(root)),)
        return Parsed(path=path, defaults={}, diagnostics=(*broken, *wrong))
    kinds = [kind] if kind else list(KINDS)
    known = {key for one in kinds for key in KINDS[one][1]} - {"id"}  # which no two records share
    context = Context(source, timezone)
    for key, _ in root.value:
        if key.value not in known:
            hint = did_you_mean(str(key.value), known) or "defaults have the keys of the files below, but no id"
            context.say("M01", f"unknown key {key.value}", key, hint)
    defaults: dict[str, Any] = {}
    for one in kinds:
        pairs = [(key, value) for key, value in root.value if key.value in known & KINDS[one][1].keys()]
        part = yaml.MappingNode(root.tag, pairs, root.start_mark, root.end_mark)
        here = Context(source, timezone)
        meta = to_meta(here, one, part)
        defaults[one] = msgspec.msgpack.decode(msgspec.msgpack.encode(meta))  # as it is when it is read back later
        context.found += [d for d in here.found if d not in context.found]
    return Parsed(path=path, defaults=defaults, diagnostics=(*broken, *context.found))


def apply_defaults(meta: AnyMeta, defaults: Sequence[dict[str, Any]]) -> AnyMeta:
    """Fill what the writer left out, outermost folder first: maps merge, lists join, the nearest scalar wins."""
    if not defaults:
        return meta
    changes: dict[str, Any] = {}
    layers = [msgspec.convert(layer, type(meta)) for layer in defaults]
    for field in type(meta).__struct_fields__:
        if field == "id":
            continue
        values = [value for one in (*layers, meta) if (value := getattr(one, field)) not in (None, "", (), {})]
        if values:
            changes[field] = _joined(values)
    return msgspec.structs.replace(meta, **changes)


def _joined(values: list[Any]) -> Any:
    if all(isinstance(value, tuple) for value in values) and not isinstance(values[-1][0], float):
        return tuple(dict.fromkeys(_frozen(item) for value in values for item in value).keys())
    if all(isinstance(value, dict) for value in values):
        return {key: item for value in values for key, item in value.items()}
    return values[-1]


def _frozen(item: Any) -> Any:
    return item


def _says(node: Node | None, key: str) -> bool:
    return node is not None and any(getattr(k, "value", "") == key for k, _ in node.value)


def front_matter(text: str) -> tuple[str, int, bool]:
    """The front matter of a Markdown file, the line of the file on which it begins, and whether it is whole."""
    front, _, _, found = _split("", text)
    return front, 2, not found


def body_of(text: str) -> tuple[str, int]:
    """The body of a Markdown file, and the line on which it begins."""
    _, body, line, found = _split("", text)
    return (text, 1) if found else (body, line)


def _split(path: str, text: str) -> tuple[str, str, int, list[Diagnostic]]:
    """Front matter, body, the body's first line, and what is wrong."""
    opening = _OPEN.match(text)
    if opening is None:
        found = []
        if text.startswith("+++"):
            hint = "write it as YAML between --- lines"
            found.append(Diagnostic("Y04", "front matter in TOML is not read", Place(path, 1, 1, 4), hint))
        return "", text, 1, found
    closing = _CLOSE.search(text, opening.end() - 1)
    if closing is None:
        place = Place(path, 1, 1, 4)
        hint = "close it with a line of three hyphens"
        return "", "", 1, [Diagnostic("Y04", "the front matter that opens here is never closed", place, hint)]
    front = text[opening.end() : closing.start() + 1]
    if len(front) * 4 > FRONT_BYTES and len(front.encode("utf-8", "surrogatepass")) > FRONT_BYTES:
        return "", "", 1, [Diagnostic("Y03", "front matter is larger than 64 KiB", Place(path, 1, 1, 4))]
    end = closing.end() + 1
    return front, text[end:], text.count("\n", 0, min(end, len(text))) + 1, []


def _identify(
    path: str, stem: str, kind: str, given: str, place: Place | None = None
) -> tuple[str, dates.Date | None, list[Diagnostic]]:
    """The id of a record, the date in its file name (briefs), and what is wrong with the id."""
    here = place or Place(path, key="id")
    stem_date = None
    rest = stem
    if kind == "brief" and (match := _DATED.match(stem)):
        try:
            stem_date = dates.parse(match.group(1))
            rest = stem[match.end() :]
        except dates.DateError:
            pass
    if given:
        fits = bool(slugify(given) == given) if kind in ("brief", "page") else bool(_ID.match(given))
        if fits and not (kind == "brief" and dates.looks_like_date(given)):
            return given, stem_date, []
        message = f"the id '{given[:60]}' is not lower-case letters, digits and hyphens that begin with a letter"
        hint = f"did you mean {slugify(given)}?" if _ID.match(slugify(given)) else ""
        return (given if fits else slugify(given)), stem_date, [Diagnostic("M06", message, here, hint)]
    ident = slugify(rest) or slugify(stem)
    if not ident:
        return "", stem_date, [Diagnostic("M06", "this record has no id", place or Place(path), "add id: to it")]
    if kind in ("brief", "page") or _ID.match(ident):
        return ident, stem_date, []
    message = f"'{ident}' cannot be an id: it has to begin with a letter a-z and hold only a-z, 0-9 and hyphens"
    return ident, stem_date, [Diagnostic("M06", message, place or Place(path), "add id: to it")]


def _records(root: Node | None, kind: str) -> list[tuple[str, Node, str]]:
    """(dotted key, node, id given by a map's key) of every record."""
    if isinstance(root, yaml.SequenceNode):
        return [(str(i), node, "") for i, node in enumerate(root.value)]
    if not isinstance(root, yaml.MappingNode):
        return []
    known = KINDS[kind][1]
    if root.value and all(k.value not in known and isinstance(v, yaml.MappingNode) for k, v in root.value):
        return [(str(k.value), v, str(k.value)) for k, v in root.value]
    return [("", root, "")]
