"""The terms of the language of briefs, as readers see them: statuses, kinds, modes and roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from briefgen import dates
from briefgen.knowledge.office import RoleAt
from briefgen.pages.speech import Speech


def N_(text: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark a text for translators; it is looked up where it is shown."""
    return text


def NP_(context: str, text: str) -> str:  # noqa: ARG001, N802 - as N_
    """Mark a text that needs its context."""
    return text


TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    "claim": {
        "confirmed": NP_("claim", "Confirmed"),
        "reported": NP_("claim", "Reported"),
        "disputed": NP_("claim", "Disputed"),
        "unverified": NP_("claim", "Not verified"),
        "false": NP_("claim", "False"),
        "retracted": NP_("claim", "Retracted"),
        "outdated": NP_("claim", "Outdated"),
    },
    "event": {
        "happened": NP_("event", "Happened"),
        "planned": NP_("event", "Planned"),
        "cancelled": NP_("event", "Cancelled"),
        "postponed": NP_("event", "Postponed"),
        "alleged": NP_("event", "Alleged"),
    },
    "story": {
        "open": NP_("story", "open"),
        "dormant": NP_("story", "dormant"),
        "closed": NP_("story", "closed"),
    },
    "brief": {
        "": NP_("brief", "Brief"),
        "reportage": NP_("brief", "Report"),
        "analysis": NP_("brief", "Analysis"),
        "background": NP_("brief", "Background"),
        "opinion": NP_("brief", "Opinion"),
        "fact-check": NP_("brief", "Fact check"),
        "live": NP_("brief", "Live"),
    },
    "entity": {
        "person": NP_("entity", "Person"),
        "org": NP_("entity", "Organisation"),
        "office": NP_("entity", "Office"),
        "place": NP_("entity", "Place"),
        "document": NP_("entity", "Document"),
        "topic": NP_("entity", "Topic"),
        "term": NP_("entity", "Term"),
    },
    "correction": {
        "correction": NP_("correction", "Correction"),
        "clarification": NP_("correction", "Clarification"),
        "update": NP_("correction", "Update"),
        "retraction": NP_("correction", "Retraction"),
    },
    "quote": {
        "": NP_("quote", "as reported"),
        "verbatim": NP_("quote", "verbatim"),
        "paraphrase": NP_("quote", "paraphrase"),
        "translation": NP_("quote", "translation"),
        "verified": NP_("quote", "verbatim, checked against the source"),
    },
    "confidence": {
        "high": NP_("confidence", "High confidence"),
        "moderate": NP_("confidence", "Moderate confidence"),
        "low": NP_("confidence", "Low confidence"),
    },
    "source": {
        "official-statement": NP_("source", "official statement"),
        "document": NP_("source", "document"),
        "interview": NP_("source", "interview"),
        "wire": NP_("source", "news agency"),
        "dataset": NP_("source", "data"),
        "social": NP_("source", "social media"),
        "own-observation": NP_("source", "own observation"),
        "unnamed": NP_("source", "unnamed source"),
    },
}
"""Kind of term, which is the translators' context too -> word of the language -> what readers see in English."""


def word(speech: Speech, kind: str, term: str | None) -> str:
    """A term of the language for readers; one that is not known is shown as it stands."""
    known = TERMS[kind].get(term or "")
    return speech.pgettext(kind, known) if known else term or ""


def role_text(speech: Speech, role: RoleAt) -> str:
    """A role as of a date: ``then Speaker of the House (2019–2023)``, ``acting foreign minister``."""
    title = speech.gettext("acting %(role)s") % {"role": role.title} if role.acting else role.title
    if not role.then:
        return title
    start = dates.year(role.start) if role.start else None
    end = dates.year(role.end) if role.end else None
    if start is None and end is None:
        return speech.gettext("then %(role)s") % {"role": title}
    years = str(start) if start == end else f"{'' if start is None else start}–{'' if end is None else end}"
    return speech.gettext("then %(role)s (%(years)s)") % {"role": title, "years": years}
