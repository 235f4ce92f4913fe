"""Nodes as they are written down: each only names its document, which is remembered elsewhere, and its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import msgspec
from msgspec.structs import replace

from briefgen.knowledge.graph import BriefNode, EntityNode, EventNode, PageNode, StoryNode
from briefgen.model import Brief, Document

NODES: Final[Mapping[str, Any]] = {
    "brief": BriefNode,
    "entity": EntityNode,
    "author": EntityNode,
    "event": EventNode,
    "story": StoryNode,
    "page": PageNode,
}
"""Kind of a page to the node it is about."""
_NO_META: Final = Brief()
_PACKED: Final = msgspec.msgpack.Encoder().encode
_READ: Final[Mapping[str, Callable[[bytes], tuple[str, Any]]]] = {
    kind: msgspec.msgpack.Decoder(tuple[str, node]).decode  # type: ignore[valid-type]  # a type that is looked up
    for kind, node in NODES.items()
}


class Texts(Protocol):
    """The bodies of content files."""

    def __call__(self, path: str) -> str:
        """The HTML of a body, with its slots."""
        ...

    def mark(self, path: str) -> str:
        """What tells one state of a file from every other; empty where that is not known."""
        ...

    def print(self, path: str) -> bytes:
        """A print of a body; empty where it is not known."""
        ...


def pack(node: Any, mark: Callable[[str], str]) -> bytes:
    """A node as MessagePack. Equal bytes, equal nodes: ``mark`` stands for the document where that is a whole file.

    The front matter is kept, once: folders have added to it.
    """
    doc = getattr(node, "doc", None)
    known = ""
    if doc is not None and not doc.key:
        known = mark(doc.path)
        meta = _NO_META if doc.meta is getattr(node, "meta", None) else doc.meta
        node = replace(node, doc=Document(path=doc.path, kind=doc.kind, id=doc.id, meta=meta))
    return _PACKED((known, node))


def unpack(kind: str, data: bytes, document: Callable[[str], Document]) -> Any:
    """A node with its document, of which ``document`` gives what its file says. Raises DecodeError."""
    _, node = _READ[kind](data)
    if node.doc is None or node.doc.key:
        return node
    meta = getattr(node, "meta", None) or node.doc.meta
    return replace(node, doc=replace(document(node.doc.path), meta=meta))
