"""What is wrong with the whole: relations that run in circles."""

from __future__ import annotations

from collections.abc import Mapping

from briefgen.diagnostics import Place
from briefgen.knowledge.circles import circles
from briefgen.knowledge.events import Merged
from briefgen.knowledge.work import Work
from briefgen.model import Story


def judge_circles(work: Work, events: Mapping[str, Merged]) -> None:
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
    parts = {ident: [merged.part_of] for ident, merged in events.items() if merged.part_of}
    causes = {ident: merged.because for ident, merged in events.items() if merged.because}
    story_docs = {doc.id: doc for doc in work.records.by_kind["story"]}
    for key, steps in entities.items():
        for path in circles(steps):
            _say(work, key, path, work.docs[path[0]].at(key))
    for path in circles(stories):
        _say(work, "parent", path, story_docs[path[0]].at("parent"))
    for key, relation in (("part_of", parts), ("because", causes)):
        for path in circles(relation):
            _say(work, key, path, _event_place(events[path[0]], key))


def _event_place(merged: Merged, key: str) -> Place:
    """Where an event says of what it is a part, or why it happened."""
    told = next(one for one in merged.told if getattr(one.event, key))
    return told.doc.at(f"{told.key}.{key}" if told.key else key)


def _say(work: Work, key: str, path: list[str], place: Place) -> None:
    work.say("M07", f"{key} runs in a circle: {' -> '.join(path)}", place, "take one of these steps out")
