"""What was probably meant by a text that is no date."""

from __future__ import annotations

from briefgen.dates.record import DateError


def better(error: DateError) -> DateError:
    """The same error, or one that says more."""
    return error
