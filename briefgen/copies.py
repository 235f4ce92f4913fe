"""Files that are published as they are, or as pictures are: static files, attachments, sizes, the theme's assets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from briefgen.diagnostics import Diagnostic
from briefgen.engine.publish import Publication, PublishError
from briefgen.knowledge.graph import Graph
from briefgen.pages.attachments import attachments
from briefgen.pages.plan import Plan
from briefgen.pages.theme import Theme
from briefgen.pictures.gather import judge_words, uses
from briefgen.pictures.make import Pictures, make
from briefgen.reading.load import Tree, read_bytes


class Copy(NamedTuple):
    """A file that is published as it is."""

    path: str
    """Output path."""
    source: str
    """The file, or words for it."""
    data: bytes | None = None
    """Its bytes if they are at hand, else they are read from the site's folder."""
    file: str = ""
    """The file that is read instead of its source: a picture without what its file tells beside it."""

    def read(self, root: Path) -> bytes | Diagnostic:
        """Its bytes, or why they cannot be had."""
        return read_bytes(root, self.file or self.source) if self.data is None else self.data


def pictures_of(root: Path, cache: str, tree: Tree, graph: Graph, plan: Plan, jobs: int | None) -> Pictures:
    """Every picture that pages show, in its sizes, and what is wrong with them."""
    files = frozenset((*tree.attachments, *tree.static))
    linked = [here for here, _ in attachments(graph, plan)] if tree.attachments else []
    found = make(root, cache, uses(graph, files), linked, graph.settings.images, jobs, files)
    return found._replace(diagnostics=(*found.diagnostics, *judge_words(graph, files)))


def copies_of(tree: Tree, graph: Graph, plan: Plan, theme: Theme, pictures: Pictures) -> list[Copy]:
    """Static files, the attachments that pages use, sizes of pictures, and the theme's assets."""
    whole = {path: shown.file for path, shown in pictures.shown.items()}
    found = [Copy(path.removeprefix("static/"), path, file=whole.get(path, "")) for path in tree.static]
    there_are = frozenset(tree.attachments)  # a dead link may be no more than a warning
    wanted = attachments(graph, plan) if there_are else ()
    used = [(here, there) for here, there in wanted if here in there_are]
    found += [Copy(there, here, file=whole.get(here, "")) for here, there in used]
    sizes = {one.path: one.file for shown in pictures.shown.values() for one in shown.sizes}
    found += [Copy(path, file) for path, file in sizes.items()]
    found += [Copy(path, f"themes/{theme.name}/{path}", data) for path, data in sorted(theme.assets.items())]
    return found


def copy(root: Path, copies: Sequence[Copy], publishing: Publication) -> dict[str, str]:
    """Take copies in. Raises PublishError for one that cannot be read, or vanished since it was listed."""
    made = {}
    for one in copies:
        data = one.read(root)
        if isinstance(data, Diagnostic):
            raise PublishError(f"{data.place.path}: {data.message}; the published site is as it was")
        made[one.path] = publishing.put(one.path, data)
    return made
