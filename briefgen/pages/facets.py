"""By what the events of a timeline may be filtered: their story, who and what place is in them, their status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

FEWEST: Final = 12
"""A shorter timeline is seen at a glance."""
MOST: Final = 60
"""So many people, organisations and places are offered, those with most events."""


class Facets(NamedTuple):
    """What can be chosen, and what each event answers to."""

    stories: tuple[tuple[str, str], ...]
    """Token and title."""
    who: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Kind of entity, and token and name of each."""
    statuses: tuple[str, ...]
    """Status words, which are tokens too."""
    tokens: dict[str, str]
    """Event id to its tokens, with spaces between them."""


def facets(site: Any, idents: Iterable[str]) -> Facets | None:
    """The choices for some events; None when there are too few events or nothing to choose from."""
    events = [(site.event(ident), *site.facets(ident)) for ident in idents]
    if len(events) < FEWEST:
        return None
    told = Counter(story for _, stories, _ in events for story in stories)
    met = Counter(one for _, _, some in events for one in some)
    common = {one for one, number in met.most_common(MOST) if number > 1}
    cards = sorted((site.entity(one) for one in common), key=lambda card: (card.kind, card.name.casefold(), card.id))
    kinds = tuple(dict.fromkeys(card.kind for card in cards))
    who = tuple((kind, tuple((f"who-{one.id}", one.name) for one in cards if one.kind == kind)) for kind in kinds)
    stories = tuple((f"story-{one}", site.story(one).title) for one in sorted(told)) if len(told) > 1 else ()
    statuses = tuple(sorted({event.status for event, *_ in events}))
    tokens = {
        event.id: " ".join((event.status, *(f"story-{s}" for s in tales), *(f"who-{w}" for w in some if w in common)))
        for event, tales, some in events
    }
    if not stories and not who and len(statuses) < 2:
        return None
    return Facets(stories, who, statuses if len(statuses) > 1 else (), tokens)
