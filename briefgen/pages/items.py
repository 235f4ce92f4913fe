"""The items of a theme: macros of its ``items.html``, that know nothing of the page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2.runtime import Macro
from markupsafe import Markup

from briefgen.pages.directly import invoke

_MACROS = "items.html"
_HELD = 8192
"""Of one kind so many items that others show are held."""


class Macros:
    """The items in one language, each written out once for the same arguments.

    It is ``items`` inside ``items.html``: what an item shows of another is part of its own answer, so that nothing is
    written down of that.
    """

    def __init__(self, env: jinja2.Environment, words: Mapping[str, Any]) -> None:
        """``words`` are what the macros may call, and what they may ask."""
        self._module: Any = env.get_template(_MACROS).make_module({**words, "items": self})

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        """An item as a function."""
        if name.startswith("_"):
            raise AttributeError(name)
        macro, known = self._macro(name), dict[tuple[Any, ...], Markup]()

        def made(*args: Any) -> Markup:
            text = known.get(args)
            if text is None:
                if len(known) >= _HELD:
                    known.clear()
                text = known[args] = invoke(macro, args)
            return text

        self.__dict__[name] = made
        return made

    def __call__(self, name: str, args: tuple[Any, ...]) -> Markup:
        """An item, written out whether or not it was before."""
        return invoke(self._macro(name), args)

    def _macro(self, name: str) -> Macro:
        """What writes an item out."""
        found: Macro | None = getattr(self._module, name, None)
        if found is None:
            raise jinja2.UndefinedError(f"there is no macro {name} in {_MACROS}")
        return found
