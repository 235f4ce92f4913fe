"""Claims: shared, local to a brief, or made by a block; where they are used and whom they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from briefgen.diagnostics import Place
from briefgen.knowledge.graph import ClaimRef
from briefgen.knowledge.telling import plain_text
from briefgen.model import Brief, Claim, ClaimUse, Document, SharedClaim, Source

if TYPE_CHECKING:
    from briefgen.knowledge.link import Work


def claims_of(work: Work) -> tuple[dict[tuple[str, str], str], dict[str, ClaimRef]]:
    """((brief path or "", key) to site-unique id, id to claim)."""
    ids: dict[tuple[str, str], str] = {}
    claims: dict[str, ClaimRef] = {}
    work.claim_briefs = {}
    for doc in work.records.by_kind["claim"]:
        assert isinstance(doc.meta, SharedClaim)
        ids[("", doc.id)] = doc.id
        claims[doc.id] = _ref(work, doc.id, msgspec.structs.replace(doc.meta.claim, id=doc.id), "", work.shared_sources)
    for doc in work.briefs():
        assert isinstance(doc.meta, Brief)
        sources = {**work.shared_sources, **{source.id: source for source in doc.meta.sources}}
        for claim in doc.meta.claims:
            ident = ids[(doc.path, claim.id)] = f"{doc.id}--{claim.id}"
            claims[ident] = _ref(work, ident, claim, doc.path, sources)
            if claim.text is None:
                work.say("M03", "this claim has no text", doc.at(f"claims.{claim.id}"), "add text: to it")
        for index, use in enumerate(doc.body.claims):
            _use(work, doc, index, use, ids, claims, sources)
    return ids, claims


def _ref(work: Work, ident: str, claim: Claim, brief: str, sources: dict[str, Source]) -> ClaimRef:
    return ClaimRef(
        id=ident,
        claim=msgspec.structs.replace(claim, status=claim.status or "unverified"),
        brief=brief,
        by=work.names.entity(claim.by) if claim.by else "",
        against=work.names.entity(claim.against) if claim.against else "",
        sources=tuple((key, sources[key]) for key in (*claim.sources, *claim.sources_against) if key in sources),
    )


def _use(
    work: Work,
    doc: Document,
    index: int,
    use: ClaimUse,
    ids: dict[tuple[str, str], str],
    claims: dict[str, ClaimRef],
    sources: dict[str, Source],
) -> None:
    ident = ids.get((doc.path, use.key)) or ids.get(("", use.key)) if use.key else None
    if ident is None and use.block:
        key = use.key or f"#{index}"
        ident = ids[(doc.path, key)] = f"{doc.id}--{use.key or index + 1}"
        claim = Claim(
            id=use.key,
            text=plain_text(work, doc, use.text),
            status=use.status or "unverified",
            by=use.by,
            sources=use.sources,
        )
        claims[ident] = _ref(work, ident, claim, doc.path, sources)
    if ident is None:
        from briefgen.reading.convert import nearest

        known = {key for path, key in ids if path in ("", doc.path)}
        place = Place(doc.path, use.line, use.column, use.end)
        hint = nearest(use.key, known) or "add it under claims: in the front matter"
        work.say("C07", f"there is no claim '{use.key}'", place, hint)
        return
    work.claim_briefs.setdefault(ident, {})[doc.path] = None
    near = [
        target.id
        for mention, target in zip(doc.body.mentions, work.targets.get(doc.path, ()), strict=False)
        if target.kind == "entity" and mention.line == use.line
    ]
    known_about = dict.fromkeys((*claims[ident].about, *near))
    claims[ident] = msgspec.structs.replace(claims[ident], about=tuple(known_about))
