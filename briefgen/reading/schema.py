"""What each kind of record may say, key by key: the schema of language.md as tables."""

from __future__ import annotations

from typing import Any, Final

import yaml

from briefgen import model
from briefgen.reading.convert import (
    Context,
    Converter,
    Fields,
    boolean,
    choice,
    date,
    geo,
    instant,
    integer,
    keyed,
    listed,
    own_map,
    picture,
    record,
    record_dict,
    register,
    text,
    url,
)
from briefgen.reading.yaml import Node

texts: Final = listed(text)
names: Final = listed(text, commas=True)


def same(*keys: str, to: Converter) -> dict[str, tuple[str, Converter]]:
    """Fields whose attribute is called like their key."""
    return {key: (key, to) for key in keys}


NAME = record(
    model.Name,
    same("full", "family", "given", to=text) | same("order", to=choice("family-first", "given-first")),
    ("full",),
    "full",
)
ALIAS = record(
    model.Alias,
    same("name", "lang", "note", to=text) | {"from": ("start", date), "to": ("end", date)},
    ("name",),
    "name",
)
IMAGE = record(
    model.Image, same("src", to=picture) | same("alt", "caption", "credit", "licence", to=text), ("src",), "src"
)
SOURCE_KINDS = (
    "official-statement",
    "document",
    "interview",
    "wire",
    "dataset",
    "social",
    "own-observation",
    "unnamed",
)
SOURCE_FIELDS: Fields = {
    **same("id", "title", "publisher", "lang", "file", "why_unnamed", "note", to=text),
    **same("url", "archived", to=url),
    **same("authors", to=texts),
    **same("kind", to=choice(*SOURCE_KINDS)),
    **same("date", "accessed", to=date),
    **same("named", to=boolean),
    **same("reliability", to=choice("A", "B", "C", "D", "E", "F")),
}
SOURCE = record(model.Source, SOURCE_FIELDS, (), "title")
CLAIM_STATUSES = ("confirmed", "reported", "disputed", "unverified", "false", "retracted", "outdated")
CLAIM_STATUS = choice(*CLAIM_STATUSES)
CHANGE = record(
    model.ClaimChange,
    same("date", to=date) | same("status", to=CLAIM_STATUS) | same("note", to=text),
    ("date", "status"),
)
CLAIM_FIELDS: Fields = {
    **same("id", "text", "by", "against", to=text),
    **same("status", to=CLAIM_STATUS),
    **same("date", "as_of", "review_by", to=date),
    **same("sources", "sources_against", to=texts),
    **same("history", to=listed(CHANGE)),
}
CLAIM = record(model.Claim, CLAIM_FIELDS, (), "text")
CORRECTION_KINDS = ("correction", "clarification", "update", "retraction")
CORRECTION = record(
    model.Correction,
    same("date", to=date) | same("kind", to=choice(*CORRECTION_KINDS)) | same("was", "now", "note", "by", to=text),
    ("date", "kind"),
)
ROLE = record(
    model.Role,
    same("office", "title", "org", "area", "how", "note", to=text)
    | {"from": ("start", date), "to": ("end", date), "acting": ("acting", boolean), "sources": ("sources", texts)},
)
RELATION = record(
    model.Relation,
    same("rel", "to", to=text) | same("since", "until", to=date) | same("sources", to=texts),
    ("rel", "to"),
)
PARTICIPANT = record(model.Participant, {"id": ("id", text), "as": ("part", text)}, ("id",), "id")
COMMON: Fields = {"id": ("id", text), "extra": ("extra", own_map)}
EVENT_FIELDS: Fields = {
    **COMMON,
    **same("name", "place", "part_of", "summary", to=text),
    **same("date", "as_of", to=date),
    **same("who", to=listed(PARTICIPANT)),
    **same("status", to=choice("happened", "planned", "cancelled", "postponed", "alleged")),
    **same("confidence", to=choice("high", "moderate", "low")),
    **same("because", "sources", "redirect_from", to=texts),
}
_EVENT = record(model.Event, EVENT_FIELDS)


def timeline_entry(context: Context, name: str, node: Node) -> Any:
    """An event's id, or an event written inline."""
    return text(context, name, node) if isinstance(node, yaml.ScalarNode) else _EVENT(context, name, node)


BRIEF_FIELDS: Fields = {
    **COMMON,
    **same("title", "summary", "dateline", "why", "how", "lang", "slug", "translation_of", "template", to=text),
    **same("date", "updated", "embargo", "expires", to=instant),
    **same("type", to=choice("reportage", "analysis", "background", "opinion", "fact-check", "live")),
    **same("key_points", "redirect_from", "allow", "story", to=texts),
    **same("topics", "authors", to=names),
    "tags": ("topics", names),
    "categories": ("topics", names),
    "author": ("authors", texts),
    "image": ("image", IMAGE),
    "draft": ("draft", boolean),
    "sources": ("sources", keyed(SOURCE)),
    "claims": ("claims", keyed(CLAIM)),
    "corrections": ("corrections", listed(CORRECTION)),
    "timeline": ("timeline", listed(timeline_entry)),
}
ENTITY_FIELDS: Fields = {
    **COMMON,
    "kind": ("kind", choice("person", "org", "office", "place", "document", "topic", "term")),
    "name": ("name", NAME),
    "aliases": ("aliases", listed(ALIAS)),
    **same("gloss", "country", "within", "org", "short", "area", "parent", "slug", to=text),
    "class": ("cls", text),
    "same_as": ("same_as", listed(register)),
    "redirect_from": ("redirect_from", texts),
    **same("born", "died", "founded", "dissolved", to=date),
    "image": ("image", IMAGE),
    "geo": ("geo", geo),
    "seats": ("seats", integer),
    "roles": ("roles", listed(ROLE)),
    "relations": ("relations", listed(RELATION)),
}
STORY_FIELDS: Fields = {
    **COMMON,
    **same("title", "summary", "parent", "lang", "slug", to=text),
    "status": ("status", choice("open", "dormant", "closed")),
    **same("pinned_events", "know", "dont_know", "next", "redirect_from", to=texts),
}
PAGE_FIELDS: Fields = {
    **COMMON,
    **same("title", "summary", "slug", "lang", "template", to=text),
    "draft": ("draft", boolean),
    "redirect_from": ("redirect_from", texts),
}
KINDS: Final[dict[str, tuple[type[Any], Fields]]] = {
    "brief": (model.Brief, BRIEF_FIELDS),
    "entity": (model.Entity, ENTITY_FIELDS),
    "event": (model.Event, EVENT_FIELDS),
    "story": (model.Story, STORY_FIELDS),
    "page": (model.Page, PAGE_FIELDS),
    "source": (model.Source, SOURCE_FIELDS),
    "claim": (model.Claim, CLAIM_FIELDS),
}


def to_meta(context: Context, kind: str, node: Node | None, name: str = "") -> model.AnyMeta:
    """The typed record of a kind. What is wrong is reported and left out; an unusable node gives an empty record."""
    cls, fields = KINDS[kind]
    values = {} if node is None else record_dict(context, name, node, fields)
    if kind == "source":
        return model.SharedSource(id=values.get("id", ""), source=cls(**values))
    if kind == "claim":
        return model.SharedClaim(id=values.get("id", ""), claim=cls(**values))
    return cls(**values)  # type: ignore[no-any-return]  # KINDS holds subclasses of Meta
