"""The base of all records."""

from __future__ import annotations

import msgspec

Ref = str
"""An id, name or alias as typed, not yet resolved."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all records: frozen, keyword-only, JSON-able, and so never part of a circle that gc has to find."""
