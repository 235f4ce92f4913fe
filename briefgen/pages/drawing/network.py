"""Whom an entity is met with: a wheel of names, thicker spokes for more briefs. A table beside it says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

MOST = 12
_WIDTH, _HEIGHT, _ACROSS, _DOWN = 720, 360, 210, 130


def network(name: str, others: Sequence[tuple[str, int]], label: str) -> Markup:
    """SVG of an entity and the names it is met with, each with a number of briefs; empty for fewer than three."""
    shown = others[:MOST]
    if len(shown) < 3:
        return Markup()
    most = max(number for _, number in shown)
    x, y = _WIDTH / 2, _HEIGHT / 2
    spokes, names = [], []
    for index, (other, number) in enumerate(shown):
        turn = 2 * math.pi * (index + 0.5) / len(shown) - math.pi / 2
        at_x, at_y = round(x + _ACROSS * math.cos(turn), 1), round(y + _DOWN * math.sin(turn), 1)
        width = round(1 + 4 * number / most, 1)
        spokes.append(f'<path class="spoke" stroke-width="{width}" d="M{x} {y}L{at_x} {at_y}"/>')
        beside, anchor = (round(at_x + 9, 1), "start") if at_x > x else (round(at_x - 9, 1), "end")
        names.append(f'<circle class="mark" cx="{at_x}" cy="{at_y}" r="4"/>')
        names.append(
            f'<text x="{beside}" y="{round(at_y + 4, 1)}" text-anchor="{anchor}">{escape(_short(other))}</text>'
        )
    return Markup(  # noqa: S704 - numbers and escaped names
        f'<svg class="overview network" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'{"".join(spokes)}{"".join(names)}<circle class="hub" cx="{x}" cy="{y}" r="7"/>'
        f'<text class="hub-name" x="{x}" y="{y - 14}" text-anchor="middle">{escape(_short(name))}</text></svg>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 28 else f"{name[:27]}…"
