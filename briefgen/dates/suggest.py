"""What was probably meant by a text that is no date.

A text is rewritten step by step, as a person would ("28 August 2024" to ``2024-08-28``, ``from`` to ``since``),
until it reads as a date; the first step gives the message. A rewritten text is only ever suggested.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from briefgen.dates.edtf import MONTH_NAMES
from briefgen.dates.parse import LONGEST, understand
from briefgen.dates.record import DateError, UnreadableError
from briefgen.dates.rewrites import STEPS


def better(error: DateError) -> DateError:
    """An error that says more about the same text; the same error when there is nothing to add."""
    text = error.text
    if error.suggestion or len(text) > LONGEST:
        return error
    start = len(text) - len(text.lstrip())
    span = (start, start + len(text.strip()))
    message, guess = "", _plain_signs(text.strip())
    if guess != text.strip() and _reads(guess):
        return DateError("dates are written with plain digits and hyphens", text, *span, guess)
    for _ in range(4):
        found = _step(guess)
        if found is None:
            break
        said, place, guess = found
        if not message:
            message, span = said, (start + place[0], start + place[1])
        try:
            understand(guess, "UTC")
        except DateError as inner:
            if inner.suggestion:
                return DateError(inner.message, text, *span, inner.suggestion)
        else:
            return DateError(message, text, *span, guess)
    return _refusal(error)


def _reads(text: str) -> bool:
    """Whether a text is a date, and not one that a dash has made a season ("2023–24")."""
    try:
        return understand(text, "UTC").precision != "season"
    except DateError:
        return False


def _step(text: str) -> tuple[str, tuple[int, int], str] | None:
    """The first rewriting that fits: its message, the span it replaces and the new text."""
    for shape, rewrite, message in STEPS:
        found = shape.search(text)
        new = rewrite(found) if found else ""
        if found and new:
            return message, found.span(), (text[: found.start()] + new + text[found.end() :]).strip()
    return None


def _plain_signs(text: str) -> str:
    """Digits of any script as ASCII, dashes and minus signs as hyphens, odd spaces as spaces; same length."""

    def sign(char: str) -> str:
        if char.isascii():
            return char
        digit = unicodedata.digit(char, None)
        if digit is not None:
            return str(digit)
        if unicodedata.category(char) == "Pd" or char == "−":
            return "-"
        return " " if char.isspace() else char

    return "".join(map(sign, text))


def _refusal(error: DateError) -> DateError:
    """The sentence for what is understood and not supported."""
    text = error.text
    both = re.fullmatch(r"\s*([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})\s*", text)
    if both and 1 <= int(both[1]) <= 12 and 1 <= int(both[3]) <= 12:
        one, other, year = int(both[1]), int(both[3]), both[4]
        first = f"{one} {MONTH_NAMES[other]} {year} ({year}-{other:02d}-{one:02d})"
        second = f"{other} {MONTH_NAMES[one]} {year} ({year}-{one:02d}-{other:02d})"
        return DateError(f"this may be {first} or {second}", text)
    for shape, message in _REFUSED if isinstance(error, UnreadableError) else ():
        found = shape.search(text)
        if found:
            return DateError(message, text, *found.span())
    return error


_REFUSED: Final = tuple(
    (re.compile(shape, re.IGNORECASE), message)
    for shape, message in (
        (r"[{}]", "sets in braces are not supported; a range is written [2023-01..2023-04]"),
        (r",", "lists of dates are not supported; a range is written [2023-01..2023-04]"),
        (r"^\s*Y-?[0-9]+.*|-?[0-9]+E[0-9]+", "years have four digits; exponents and the letter Y are not supported"),
        (r"-?[0-9]+S[0-9]+", "significant digits (S) are not supported; write a decade such as 195X"),
        (r"(?<![0-9T:.])-?[0-9]{5,}", "years have four digits"),
        (
            r"[0-9X-]*X[0-9X-]*",
            "X stands for the last digits of a year alone (202X, 20XX), or for a whole month or day (2023-05-XX)",
        ),
        (r"(?<=[0-9]) ?[A-Z][A-Za-z]+/[A-Za-z_]+", "a zone is written as its distance from UTC, such as -05:00"),
        (r"T[0-9]{2}:|[0-9] +[0-9]{1,2}:", "a clock time goes with one full date, such as 2024-08-28T09:30:00+02:00"),
        (
            r"^\s*(?:to(?:day|morrow)|yesterday|now|(?:last|next|this) .*)$",
            "a date is written out, so that it stays true",
        ),
        (
            r"^\s*(?:since|until|after|before)\s+(?:early|mid|late)\b",
            "'early', 'mid' and 'late' stand alone; give a month instead",
        ),
    )
)
