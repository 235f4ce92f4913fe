"""Builds: from nothing, with nothing changed, and after an edit; and whether the output is what it has to be."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from bench.processes import Failure, run
from bench.results import Run
from bench.sites import Corpus, clean, with_field, with_sentence, write
from bench.tools import Tool

PAUSE = 1.1
"""Seconds before an edit, so that no tool is hampered by times of files that are too coarse."""


MARK = "A sentence of this bench"


def builds(tool: Tool, corpus: Corpus, log: Path, *, look: bool = False, steps: Sequence[str]) -> dict[str, Run]:
    """Each step built once and checked: ``cold`` first, then any of ``unchanged``, ``body``, ``title``, in this order.

    The source is what it was afterwards.
    """
    site, source = corpus.site(tool), corpus.source(tool, corpus.edited)
    text = source.read_text(encoding="utf-8")
    clean(tool, site)
    done: dict[str, Run] = {}
    try:
        for step in steps:
            time.sleep(0 if step == "cold" else PAUSE)
            if step == "body":
                write(source, with_sentence(text, MARK))
            elif step == "title":
                write(source, with_field(text, "title", MARK))
            done[step] = run(tool.build, site, tool.env, log, look=look)
            for page in seen(corpus, step):
                _has(site / tool.out / page, MARK)
    finally:
        write(source, text)
    return done


def seen(corpus: Corpus, step: str) -> list[str]:
    """Pages on which an edit has to be seen: a title also on the page of an entity that the brief mentions."""
    brief = corpus.edited
    if step not in {"body", "title"}:
        return []
    return [f"briefs/{brief.slug}", *([f"entities/{brief.entities[0]}"] if step == "title" else [])]


def _has(page: Path, sentence: str) -> None:
    """Raises Failure unless a page shows a sentence, or one of those on which a long list goes on."""
    files = (page / "index.html", *page.glob("page/*/index.html"))
    if not any(sentence in file.read_text(encoding="utf-8") for file in files):
        raise Failure(f"the edit is not seen in {page}")


def checked(tool: Tool, corpus: Corpus) -> tuple[int, float]:
    """Pages of the output and its MB.

    Raises Failure unless every brief and every mentioned entity has its page, and front page, feed and map are there.
    """
    out = corpus.site(tool) / tool.out
    mentioned = {ident for brief in corpus.briefs for ident in brief.entities}
    wanted = [f"briefs/{brief.slug}/index.html" for brief in corpus.briefs]
    wanted += [f"entities/{ident}/index.html" for ident in mentioned]
    missing = [name for name in (*wanted, "index.html", "sitemap.xml") if not (out / name).is_file()]
    if missing or not any((out / name).is_file() for name in ("feed.xml", "index.xml")):
        raise Failure(f"{tool.name} made no {missing[:3] or 'feed'}")
    files = [Path(folder) / name for folder, _, names in os.walk(out) for name in names]
    pages = sum(file.suffix == ".html" for file in files)
    return pages, round(sum(file.stat().st_size for file in files) / 1e6, 1)


def floor(tree: Path, scratch: Path) -> float:
    """Seconds of writing the files of a tree, held in memory, as a new tree by a plain loop."""
    files = [(str(file.relative_to(tree)), file.read_bytes()) for file in tree.rglob("*") if file.is_file()]
    begun = time.perf_counter()
    made: set[str] = set()
    for name, data in files:
        folder = os.path.join(scratch, os.path.dirname(name))
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        with open(os.path.join(scratch, name), "wb", buffering=0) as new:
            new.write(data)
    seconds = time.perf_counter() - begun
    shutil.rmtree(scratch)
    return round(seconds, 4)
