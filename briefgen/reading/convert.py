"""From YAML nodes to typed values: one small converter for each type of field.

A converter gives the value, or BAD after it has said why. A bad value is dropped and the rest of the record kept, so
that everything wrong with a file is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
import yaml

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Place, did_you_mean
from briefgen.reading.yaml import Node, Text, is_plain, main_part


class _Bad:
    def __repr__(self) -> str:
        return "BAD"


BAD: Final[Any] = _Bad()
_NOT: Final = ("false", "no", "off", "n", "0")
_SQUEEZED: Final = dict.fromkeys(
    [*range(0x21), *range(0x7F, 0xA1), *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0xFEFF]
)
"""What browsers drop from an address before they read its scheme, and what nobody sees."""
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST: Final = re.compile(r"(?://)?[\w-]+(?:\.[\w-]+)+(?:[/:?#]|\Z)")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#\"<>]+[^\s\"<>]*\Z", re.IGNORECASE)


class Context:
    """Where converters put what they find. Lives for one file."""

    def __init__(self, source: Text, timezone: str) -> None:
        self.source = source
        self.timezone = timezone
        self.found: list[Diagnostic] = []

    def say(self, code: str, message: str, node: Node | Place, hint: str = "") -> Any:
        """Report and return BAD."""
        place = node if isinstance(node, Place) else self.source.place(node)
        self.found.append(Diagnostic(code, message, place, hint))
        return BAD

    def wrong(self, name: str, wanted: str, node: Node, hint: str = "") -> Any:
        """Report a wrong type; a value with a foreign tag has been reported as that."""
        if not is_plain(node):
            return BAD
        return self.say("M02", f"{name} wants {wanted}, found {kind_of(node)}", node, hint)


Converter = Callable[[Context, str, Node], Any]
Field = tuple[str, Converter]
Fields = Mapping[str, Field]


def kind_of(node: Node) -> str:
    """What a node is, in a writer's words."""
    if isinstance(node, yaml.MappingNode):
        return "a map of keys"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return f"'{node.value}'" if len(node.value) <= 40 else "a text"


_NULLS: Final = frozenset(("", "null", "~", "Null", "NULL"))


def is_null(node: Node) -> bool:
    """An empty value, ``null`` or ``~``, unquoted."""
    return isinstance(node, yaml.ScalarNode) and node.value in _NULLS and not node.style


def text(context: Context, name: str, node: Node) -> Any:
    """A text, exactly as written."""
    return node.value.strip() if isinstance(node, yaml.ScalarNode) else context.wrong(name, "a text", node)


def boolean(context: Context, name: str, node: Node) -> Any:
    """True or false."""
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("true", "false"):
        return node.value == "true"
    word = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
    meant = "true" if word in ("true", "yes", "on", "y", "1") else "false" if word in _NOT else ""
    return context.wrong(name, "true or false", node, f"did you mean {meant}?" if meant else "")


def integer(context: Context, name: str, node: Node) -> Any:
    """A whole number."""
    if isinstance(node, yaml.ScalarNode) and node.value.isascii() and node.value.isdecimal() and len(node.value) < 10:
        return int(node.value)
    return context.wrong(name, "a whole number", node)


def geo(context: Context, name: str, node: Node) -> Any:
    """[latitude, longitude] in degrees."""
    try:
        lat, lon = (float(part.value) for part in node.value)
    except (TypeError, ValueError, AttributeError):
        return context.wrong(name, "[latitude, longitude]", node)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return context.say("M02", f"{name} is not a place on Earth", node, "latitude first, -90 to 90, then longitude")
    return (lat, lon)


def choice(*allowed: str) -> Converter:
    """One of a few words."""

    def convert(context: Context, name: str, node: Node) -> Any:
        value = text(context, name, node)
        if value is BAD or value in allowed:
            return value
        hint = did_you_mean(value, allowed) or f"one of {', '.join(allowed)}"
        return context.say("M04", f"{name} cannot be {kind_of(node)}", node, hint)

    return convert


def _dated(parse: Callable[[str, str], dates.Date], context: Context, name: str, node: Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return context.wrong(name, "a date", node)
    try:
        return parse(node.value.strip(), context.timezone)
    except dates.DateError as error:
        place = context.source.place(node)
        if place.end:
            start = place.column + bool(node.style in ("'", '"')) + error.start
            place = Place(place.path, place.line, start, max(start + 1, start + error.end - error.start))
        hint = f"did you mean {error.suggestion}?" if error.suggestion else ""
        code = "D09" if "revers" in error.message or "before it" in error.message else "D08"
        return context.say(code, f"{name}: {error.message}", place, hint)


def date(context: Context, name: str, node: Node) -> Any:
    """Any date of the profile; long form ``{edtf, as_written}``."""
    if isinstance(node, yaml.MappingNode):
        before = len(context.found)
        long = record_dict(context, name, node, {"edtf": ("edtf", date), "as_written": ("as_written", text)})
        if "edtf" not in long:
            if len(context.found) > before:
                return BAD
            return context.say("M03", f"{name} has no edtf", main_part(node), "add edtf: with the date to it")
        return msgspec.structs.replace(long["edtf"], as_written=long.get("as_written", ""))
    return _dated(dates.parse, context, name, node)


def instant(context: Context, name: str, node: Node) -> Any:
    """A day or an instant."""
    if isinstance(node, yaml.MappingNode):
        return date(context, name, node)
    return _dated(dates.parse_instant, context, name, node)


def listed(item: Converter, *, alone: bool = True, commas: bool = False) -> Converter:
    """A list; a single value stands for a list of one."""

    def convert(context: Context, name: str, node: Node) -> Any:
        if isinstance(node, yaml.SequenceNode):
            values = [
                item(context, f"{name} {i}", child) for i, child in enumerate(node.value, 1) if not is_null(child)
            ]
            return tuple([value for value in values if value is not BAD])
        if not alone or isinstance(node, yaml.MappingNode) and item is text:
            return context.wrong(name, "a list", node)
        value = item(context, name, node)
        if commas and isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return () if value is BAD or value == "" else (value,)

    return convert


def record_dict(context: Context, name: str, node: Node, fields: Fields) -> dict[str, Any]:
    """The known keys of a map as attribute values; unknown ones are reported."""
    if not isinstance(node, yaml.MappingNode):
        context.wrong(name or "this file", "a map of keys", node)
        return {}
    values: dict[str, Any] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        field = fields.get(key.value)
        if field is None:
            hint = did_you_mean(key.value, fields) or _own(key.value, name, fields)
            context.say("M01", f"{name} has no key {key.value}" if name else f"unknown key {key.value}", key, hint)
        elif not is_null(child):
            attribute, converter = field
            value = converter(context, key.value, child)
            if value is BAD:
                continue
            old = values.get(attribute)
            values[attribute] = (*old, *value) if isinstance(old, tuple) and isinstance(value, tuple) else value
    return values


def _own(key: str, name: str, fields: Fields) -> str:
    """What to do with a key that resembles none."""
    if key == "<<":
        return "keys are not merged; write them out"
    return f"it has {', '.join(fields)}" if name and "extra" not in fields else "your own keys go under extra:"


def record(cls: type[Any], fields: Fields, required: tuple[str, ...] = (), short: str = "") -> Converter:
    """A nested record. ``short`` names the key that a bare text stands for."""
    attribute, converter = fields[short] if short else ("", text)

    @lru_cache(maxsize=4096)
    def short_form(value: str) -> Any:
        """A record of which only this is said; the same few are met again and again."""
        return cls(**{attribute: value})

    def convert(context: Context, name: str, node: Node) -> Any:
        if short and isinstance(node, yaml.ScalarNode):
            value = converter(context, name, node)
            return BAD if value is BAD else short_form(value)
        before = len(context.found)
        values = record_dict(context, name, node, fields)
        missing = required and [key for key in required if fields[key][0] not in values]
        if missing and len(context.found) == before:
            context.say("M03", f"{name} has no {missing[0]}", main_part(node), f"add {missing[0]}: to it")
        return BAD if missing else cls(**values)

    return convert


def keyed(item: Converter) -> Converter:
    """A map of key to record, or a list of records that say their ``id``; the key becomes the record's id."""

    def convert(context: Context, name: str, node: Node) -> Any:
        if isinstance(node, yaml.SequenceNode):
            values = [item(context, name, child) for child in node.value]
        elif isinstance(node, yaml.MappingNode):
            values = []
            for key, child in node.value:
                value = item(context, f"{name} {key.value}", child)
                values.append(value if value is BAD else msgspec.structs.replace(value, id=key.value))
        else:
            return context.wrong(name, "a map of key to record", node)
        return tuple(value for value in values if value is not BAD)

    return convert


def own_map(context: Context, name: str, node: Node) -> Any:
    """A map of the writer's own data."""
    wrong = not isinstance(node, yaml.MappingNode)
    return context.wrong(name, "a map of keys", node) if wrong else anything(context, name, node)


def url(context: Context, name: str, node: Node) -> Any:
    """An address on the web."""
    value = text(context, name, node)
    if value is BAD or not value:
        return value
    squeezed = value.translate(_SQUEEZED)
    scheme = _SCHEME.match(squeezed)
    if scheme is None or _HOST.match(value):
        hint = f"did you mean https://{value.lstrip('/')}?" if _HOST.match(value) else "write https://example.org/..."
        return context.say("M02", f"{name} wants a web address, found {kind_of(node)}", node, hint)
    if scheme[1].lower() not in ("http", "https"):
        return _forbidden(context, name, scheme[1], node)
    if squeezed != value or not _ADDRESS.match(value):
        return context.say("M02", f"{name} is not a web address", node, "a space is written %20")
    return value


def _forbidden(context: Context, name: str, scheme: str, node: Node) -> Any:
    message = f"{name} cannot begin with {scheme.lower()}:"
    return context.say("B10", message, node, "write an http or https address")


def picture(context: Context, name: str, node: Node) -> Any:
    """The path of a picture, or its address on the web."""
    value = text(context, name, node)
    scheme = None if value is BAD else _SCHEME.match(value.translate(_SQUEEZED))
    return (
        url(context, name, node)
        if scheme and scheme[1].lower() in ("http", "https")
        else (_forbidden(context, name, scheme[1], node) if scheme else value)
    )


def register(context: Context, name: str, node: Node) -> Any:
    """An entry of Wikidata, or an address on the web."""
    value = text(context, name, node)
    if value is BAD or re.fullmatch(r"wikidata:Q[0-9]+", value):
        return value
    word, colon, rest = value.partition(":")
    if colon and not rest.startswith("//") and re.fullmatch(r"[QPL]?[0-9]+", rest.strip()):
        hint = did_you_mean(word, ("wikidata",)) if word != "wikidata" else "an entry is written wikidata:Q42"
        message = f"{name}: '{value}' is not an entry of Wikidata"
        return context.say("M04", message, node, hint or "write its web address")
    return url(context, name, node)


def anything(context: Context, name: str, node: Node) -> Any:
    """The writer's own data: maps, lists, texts, true, false and null."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): anything(context, name, child) for key, child in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [anything(context, name, child) for child in node.value]
    if is_null(node):
        return None
    quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
    return node.value if quoted else {"true": True, "false": False}.get(node.value, node.value)
