"""Templates compiled to fewer steps; what they show is the same.

Jinja looks a function up and asks it what it wants to be handed each time that it is called: a third of all time in
templates. Of ours only macros and translations want anything, so that a call of any other is compiled as a plain one.
It makes a marked text of every value that is shown, only to join them to a text; and it hands each piece through a
generator for each template that the page extends. Here values are escaped and no more, and a block hands over one text.
A macro looks at what it may be handed each time; here most are handed their arguments and no more.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from types import FunctionType, MethodType
from typing import Any, Final

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro, markup_join
from jinja2.utils import missing
from markupsafe import Markup, escape

PLAIN: Final = frozenset(("url", "to", "whole", "time", "show", "year", "word", "number", "part", "newest", "pick"))
"""Functions that a template may call and that want nothing but their arguments."""
FUNCTIONS: Final = frozenset((FunctionType, MethodType, type(lru_cache(len))))
"""Kinds of functions of which none wants anything but its arguments, unless it is marked."""
# The step of ``escape`` that makes no mark; where a version of the library has it no more, the whole does the same.
_ESCAPED: Final = getattr(markupsafe, "_escape_inner", escape)


def shown(value: Any) -> str:
    """A value as HTML."""
    kind = type(value)
    return _ESCAPED(value) if kind is str else value if kind is Markup else escape(value)


def joined(*parts: Any) -> str:
    """What ``~`` gives: a text, or HTML when one of the parts is."""
    for one in parts:
        if type(one) is not str:
            return markup_join(parts)
    return "".join(parts)


def invoke(macro: Macro, args: tuple[Any, ...]) -> Markup:
    """What a macro shows, handed these arguments and no others. Raises what the macro raises."""
    left = macro._argument_count - len(args)  # noqa: SLF001 - as Macro.__call__ does it, each time and for each argument
    if left < 0 or macro.caller or macro.explicit_caller or macro.catch_kwargs or macro.catch_varargs:
        return Markup(macro(*args))  # noqa: S704 - what a macro shows it has escaped
    text = macro._func(*args, *repeat(missing, left)) if left else macro._func(*args)  # noqa: SLF001 - as above
    return str.__new__(Markup, text)


def called(context: Context, thing: Any, loop: Any, block: Any, *args: Any) -> Any:
    """What a call in a template gives; ``loop`` and ``block`` are variables of those that it stands in."""
    kind = type(thing)
    if kind is Macro:
        if context.eval_ctx.autoescape:
            return invoke(thing, args)
    elif kind in FUNCTIONS and getattr(thing, "jinja_pass_arg", None) is None:
        return thing(*args)
    return context.call(thing, *args, _loop_vars=loop, _block_vars=block)


class Direct(CodeGenerator):
    """Jinja's compiler, for calls such as ``site.entity(id)`` and ``url(key)``, and for what is shown."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Write one template."""
        self.writeline(f"from {__name__} import shown, joined, called")
        super().visit_Template(node, frame)

    def enter_frame(self, frame: Frame) -> None:
        """Begin a scope; a block, or a template outside its blocks, collects what it shows."""
        super().enter_frame(frame)
        if frame.buffer is None and (frame.block_frame or frame.rootlevel):
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:  # noqa: FBT001, FBT002 - Jinja's signature
        """End a scope, and hand over what was collected."""
        if with_python_scope and frame.buffer is not None and (frame.block_frame or frame.rootlevel):
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope=with_python_scope)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 - Jinja's signature
        """Write one call."""
        called = node.node
        plain = not (forward_caller or node.dyn_args or node.dyn_kwargs or node.kwargs)
        if plain and isinstance(called, nodes.Getattr) and _is_door(called.node):
            self.visit(called.node, frame)
            self._call(f".{called.attr}", node.args, frame)
        elif plain and isinstance(called, nodes.Name) and called.name in PLAIN:
            self.visit(called, frame)
            self._call("", node.args, frame)
        elif plain:
            self.write("called(context, ")
            self.visit(called, frame)
            self.write(", _loop_vars" if frame.loop_frame else ", None")
            self.write(", _block_vars, " if frame.block_frame else ", None, ")
            self._arguments(node.args, frame)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write ``a.b``: an attribute, and only what has none of that name is asked for an item."""
        self.write("(_v if (_v := getattr((_o := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(_o, {node.attr!r}))")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write ``a ~ b``."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super().visit_Concat(node, frame)
        else:
            self._call("joined", node.nodes, frame)

    def _call(self, name: str, arguments: list[nodes.Expr], frame: Frame) -> None:
        self.write(f"{name}(")
        self._arguments(arguments, frame)

    def _arguments(self, arguments: list[nodes.Expr], frame: Frame) -> None:
        for argument in arguments:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Write the beginning of a value that is shown."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("shown(")


def _is_door(node: Any) -> bool:
    return isinstance(node, nodes.Name) and node.name in ("site", "items")
