"""What one content file gave: documents and findings."""

from __future__ import annotations

from typing import Any

from briefgen.diagnostics import Diagnostic, Place
from briefgen.model.base import Record
from briefgen.model.body import Body
from briefgen.model.front import AnyMeta


class Document(Record, frozen=True, kw_only=True):
    """One record of one content file: its front matter, judged on its own, and its body."""

    path: str
    """File relative to the site folder, ``content/briefs/2024/2024-08-28-sullivan.md``."""
    key: str = ""
    """Dotted YAML path of the record inside a data file (``3``), empty for a Markdown file."""
    kind: str
    """brief, entity, event, story, source, claim or page: the first folder decides."""
    id: str
    """Given or derived from the stem."""
    meta: AnyMeta
    body: Body = Body()
    handles: tuple[str, ...] = ()
    """For each entry of a brief's ``timeline:`` the id of the event that it tells of without an id, or empty."""

    def at(self, key: str) -> Place:
        """The place of a front matter value by its dotted path."""
        return Place(self.path, key=f"{self.key}.{key}" if self.key and key else self.key or key)


class Parsed(Record, frozen=True, kw_only=True):
    """What one file gave: documents and findings. Depends on that file alone."""

    path: str
    documents: tuple[Document, ...] = ()
    defaults: dict[str, Any] | None = None
    """The content of a ``_defaults.yaml``, by kind: a partial Meta for each kind it fits."""
    diagnostics: tuple[Diagnostic, ...] = ()
