"""Claims: shared, local to a brief, or made by a block; where they are used and whom they are about."""

from __future__ import annotations

import msgspec

from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import ClaimRef
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work, nearest
from briefgen.model import AnyDocument, Brief, Claim, ClaimUse, SharedClaim, Source


class Claims:
    """All claims, and which of them each brief uses."""

    def __init__(self) -> None:
        self.refs: dict[str, ClaimRef] = {}
        self.ids: dict[tuple[str, str], str] = {}
        """(path of the brief or empty, key) to the id on the site."""
        self.uses: dict[str, tuple[str, ...]] = {}
        """Path of a brief to the id of each use in its body."""
        self.about: dict[str, dict[str, None]] = {}

    def of(self, doc: AnyDocument, key: str) -> str:
        """The id of a claim by the key that a brief knows it by."""
        return self.ids.get((doc.path, key)) or self.ids.get(("", key), "")


def claims_of(work: Work) -> Claims:
    """Every claim with everything but the order of its briefs."""
    claims = Claims()
    for doc in work.records.by_kind["claim"]:
        if isinstance(doc.meta, SharedClaim):
            claims.ids[("", doc.id)] = doc.id
            claim = msgspec.structs.replace(doc.meta.claim, id=doc.id)
            claims.refs[doc.id] = _ref(work, doc.id, claim, doc, "", {})
    for doc, brief in work.briefs.oldest(lambda head: head.claims):
        _of_brief(work, claims, doc, brief)
    for doc in (*work.records.by_kind["entity"], *work.records.by_kind["story"], *work.records.by_kind["page"]):
        for use in doc.body.claims:
            if use.key and not use.block and not claims.of(doc, use.key):
                _unknown(work, claims, doc, use)
    for ident, about in claims.about.items():
        claims.refs[ident] = msgspec.structs.replace(claims.refs[ident], about=tuple(about))
    return claims


def _of_brief(work: Work, claims: Claims, doc: AnyDocument, brief: Brief) -> None:
    local = {source.id: source for source in brief.sources}
    for claim in brief.claims:
        key = f"claims.{claim.id}"
        for field in ("text", "status"):
            if not getattr(claim, field):
                work.say("M03", f"this claim has no {field}", doc.at(f"{key}.{field}"), f"add {field}: to it")
        ident = claims.ids[(doc.path, claim.id)] = _free(claims, f"{doc.id}--{claim.id}")
        claims.refs[ident] = _ref(work, ident, claim, doc, key, local)
    uses: list[str] = []
    defined: dict[str, int] = {}
    for index, use in enumerate(doc.body.claims):
        ident = claims.of(doc, use.key) if use.key else ""
        if use.block and use.key and use.key in defined:
            message = f"the claim '{use.key}' is already made on line {defined[use.key]}"
            work.say("M05", message, _place(doc, use), "give one of them another id")
        if use.block and use.key:
            defined.setdefault(use.key, use.line)
        if not ident and use.block:
            ident = _from_block(work, claims, doc, index, use, local)
        if not ident:
            _unknown(work, claims, doc, use)
        else:
            claims.about.setdefault(ident, {}).update(_about(work, doc, use))
        uses.append(ident)
    claims.uses[doc.path] = tuple(uses)


def _from_block(
    work: Work, claims: Claims, doc: AnyDocument, index: int, use: ClaimUse, local: dict[str, Source]
) -> str:
    """A claim that a block makes and nothing else declares."""
    text = plain(work.names, doc, use.text, language_of(doc, work.settings.language))
    claim = Claim(id=use.key, text=text, status=use.status or "unverified", by=use.by, sources=use.sources)
    ident = _free(claims, f"{doc.id}--{use.key or index + 1}")
    claims.ids[(doc.path, use.key or f"#{index}")] = ident
    claims.refs[ident] = _ref(work, ident, claim, doc, None, local, _place(doc, use))
    return ident


def _free(claims: Claims, wanted: str) -> str:
    """An id of the site: two briefs may share theirs."""
    ident, number = wanted, 1
    while ident in claims.refs:
        number += 1
        ident = f"{wanted}-{number}"
    return ident


def _ref(
    work: Work,
    ident: str,
    claim: Claim,
    doc: AnyDocument,
    key: str | None,
    local: dict[str, Source],
    place: Place | None = None,
) -> ClaimRef:
    """A claim, resolved. ``key`` is None for one that a block makes: its sources are judged with the brief's."""

    def at(field: str) -> Place:
        return place or doc.at(f"{key}.{field}" if key else field)

    known: dict[str, Source] = {}
    for field in ("sources", "sources_against"):
        for cited in getattr(claim, field):
            source = local.get(cited) or work.sources.get(cited)
            if source is None and key is not None:
                source = work.source(cited, local, at(field))
            if source is not None:
                known[cited] = source
    return ClaimRef(
        id=ident,
        claim=msgspec.structs.replace(claim, status=claim.status or "unverified", text=claim.text or claim.id),
        by=work.maybe(claim.by, at("by"), claim.date),
        against=work.maybe(claim.against, at("against"), claim.date),
        brief=doc.path if doc.kind == "brief" else "",
        sources=tuple(known.items()),
    )


def _about(work: Work, doc: AnyDocument, use: ClaimUse) -> dict[str, None]:
    """Entities mentioned in the sentences that a claim's words stand in."""
    body = doc.body
    inside = {
        index
        for index, sentence in enumerate(work.shelf.of(doc).sentences)
        if use.text and (use.text in sentence or sentence in use.text)
    }
    targets = work.targets.of(doc)
    return {
        target.id: None
        for mention, target in zip(body.mentions, targets, strict=False)
        if target.kind == "entity" and (mention.sentence in inside or (not use.block and mention.line == use.line))
    }


def _unknown(work: Work, claims: Claims, doc: AnyDocument, use: ClaimUse) -> None:
    known = [key for path, key in claims.ids if path in ("", doc.path) and not key.startswith("#")]
    near = nearest(use.key, known)
    hint = f"did you mean {near}?" if near else "add it under claims: in the front matter"
    stub = f"{use.key}:\n  text: \n  status: unverified\n"
    message = f"there is no claim '{use.key}'"
    work.found.append(Diagnostic("C07", message, _place(doc, use), hint, stub=stub, about=use.key))


def _place(doc: AnyDocument, use: ClaimUse) -> Place:
    return Place(doc.path, use.line, use.column, use.end)
