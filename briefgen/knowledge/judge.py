"""What is wrong with the whole: relations that run in circles."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.diagnostics import Place
from briefgen.knowledge.circles import circles
from briefgen.knowledge.events import Ties
from briefgen.knowledge.tellings import Tellings, Told
from briefgen.knowledge.work import Work
from briefgen.model import Story


def judge_circles(work: Work, tellings: Tellings, ties: Ties) -> None:
    """M07 for each circle, with the path around it."""
    entities = {
        key: {
            ident: [work.names.one(getattr(entity, key), "entity")]
            for ident, entity in work.entities.items()
            if getattr(entity, key)
        }
        for key in ("parent", "within")
    }
    stories = {
        doc.id: [work.names.one(doc.meta.parent, "story")]
        for doc in work.records.by_kind["story"]
        if isinstance(doc.meta, Story) and doc.meta.parent
    }
    parts = {ident: [whole] for ident, whole in ties.part_of.items()}
    story_docs = {doc.id: doc for doc in work.records.by_kind["story"]}
    for key, steps in entities.items():
        for path in circles(steps):
            _say(work, key, path, work.docs[path[0]].at(key))
    for path in circles(stories):
        _say(work, "parent", path, story_docs[path[0]].at("parent"))
    for key, relation in (("part_of", parts), ("because", ties.because)):
        for path in circles(relation):
            _say(work, key, path, _event_place(tellings.of(path[0]), key))


def _event_place(some: Sequence[Told], key: str) -> Place:
    """Where an event says of what it is a part, or why it happened."""
    told = next(one for one in some if getattr(one.event, key))
    return told.doc.at(told.inside(key))


def _say(work: Work, key: str, path: list[str], place: Place) -> None:
    work.say("M07", f"{key} runs in a circle: {' -> '.join(path)}", place, "take one of these steps out")
