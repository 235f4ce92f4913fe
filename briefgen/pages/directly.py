"""Templates call our functions directly.

Jinja looks a function up and asks it what it wants to be handed each time that it is called: a third of all time in
templates. Of ours only macros and translations want anything, so that a call of any other is compiled as a plain one.
"""

from __future__ import annotations

from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

PLAIN: Final = frozenset(("url", "to", "whole", "time", "show", "year", "word", "number", "part", "newest"))
"""Functions that a template may call and that want nothing but their arguments."""


class Direct(CodeGenerator):
    """Jinja's compiler, for calls such as ``site.entity(id)`` and ``url(key)``."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 - Jinja's signature
        """Write one call."""
        called = node.node
        plain = not (forward_caller or node.dyn_args or node.dyn_kwargs or node.kwargs)
        if plain and isinstance(called, nodes.Getattr) and _is(called.node, "site"):
            self.visit(called.node, frame)
            self.write(f".{called.attr}(")
        elif plain and isinstance(called, nodes.Name) and called.name in PLAIN:
            self.visit(called, frame)
            self.write("(")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _is(node: Any, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name
