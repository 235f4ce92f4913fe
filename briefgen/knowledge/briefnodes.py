"""The nodes of briefs: who appears and who is quoted, in which role, and what stands beside each brief."""

from __future__ import annotations

from collections.abc import Mapping

from briefgen.dates import Date
from briefgen.knowledge import roles
from briefgen.knowledge.briefs import translations
from briefgen.knowledge.claims import Claims
from briefgen.knowledge.frontmatter import read
from briefgen.knowledge.graph import Appearance, BriefNode, QuoteRef, StoryNode
from briefgen.knowledge.lists import Said, when_said
from briefgen.knowledge.outlines import BriefOutline
from briefgen.knowledge.related import neighbours
from briefgen.knowledge.work import Work


class BriefMaker:
    """Makes what is known of a brief when it is asked for, which is when its page is made."""

    def __init__(
        self,
        work: Work,
        outlines: Mapping[str, BriefOutline],
        stories: Mapping[str, StoryNode],
        claims: Claims,
        verified: Mapping[str, tuple[tuple[int, ...], tuple[bool, ...]]],
    ) -> None:
        """``verified`` are the quotes and annotations that stand in their source's text, by brief."""
        self.work, self.outlines, self.uses, self.verified = work, outlines, claims.uses, verified
        self.translations = translations(work)
        self.before, self.after = neighbours(outlines, stories)

    def node(self, key: str) -> BriefNode:
        """All that is known of a brief."""
        one = self.outlines[key]
        verified, annotated = self.verified.get(key, ((), ()))
        return BriefNode(
            key=key,
            id=one.id,
            slug=one.slug,
            doc=read(one.doc),
            meta=self.work.briefs.meta(one.doc),
            place=one.doc.at(""),
            targets=self.work.targets.of(one.doc),
            stories=one.stories,
            topics=one.topics,
            authors=one.authors,
            dateline=one.dateline,
            cast=cast_of(self.work, one),
            events=one.events,
            block_events=one.block_events,
            sources=one.sources,
            claims=one.claims,
            claim_uses=self.uses.get(key, ()),
            quotes=quotes_of(self.work, one),
            corrections=one.corrections,
            previous=self.before.get(key, ""),
            next=self.after.get(key, ""),
            translations=self.translations.get(key, ()),
            verified=verified,
            annotated=annotated,
        )


def quotes_of(work: Work, brief: BriefOutline) -> tuple[QuoteRef, ...]:
    """Who is quoted, and the role held when the words were said."""
    if not brief.speakers:
        return ()
    written = brief.meta.date
    said = when_said(brief.doc.body.quotes, work.targets.of(brief.doc), written)
    known = enumerate(zip(brief.speakers, said, strict=True))
    return tuple([quoted(work, speaker, (brief.key, index, at), written) for index, (speaker, at) in known])


def quoted(work: Work, speaker: str, said: Said, written: Date | None) -> QuoteRef:
    """A quote in a brief that was ``written`` then."""
    key, index, at = said
    role = roles.role_at(work.nodes, speaker, at, written) if speaker else None
    return QuoteRef(brief=key, index=index, speaker=speaker, role=role, date=at)


def cast_of(work: Work, brief: BriefOutline) -> tuple[Appearance, ...]:
    """Who appears, with the role at the date each is first spoken of; speakers that are not mentioned come too."""
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    spoken: dict[str, Date | None] = {}
    for index, target in enumerate(work.targets.of(brief.doc)):
        if target.kind == "entity":
            if target.id not in first:
                first[target.id], spoken[target.id] = index, target.at
            count[target.id] = count.get(target.id, 0) + 1
    for quote in quotes_of(work, brief):
        if quote.speaker and quote.speaker not in first:
            count[quote.speaker] = count.get(quote.speaker, 0) + 1
            spoken.setdefault(quote.speaker, quote.date)
    return tuple(
        Appearance(
            entity=ident,
            at=spoken[ident],
            role=roles.role_at(work.nodes, ident, spoken[ident], brief.meta.date),
            count=count[ident],
            first=first.get(ident, -1),
        )
        for ident in brief.entities
    )
