"""What templates are compiled to: Python that asks the sandbox once, and makes texts of little.

Jinja2 lets an environment bring its own code generator.  A page asks a thousand times for a field
of a record, and writes as many texts.  What the sandbox says of a field of a type never changes,
and a text that is joined to a page needs no type of its own.
"""

from collections import defaultdict
from enum import StrEnum
from types import MemberDescriptorType
from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import LoopContext, Undefined
from markupsafe import Markup, escape
from pydantic import BaseModel

# Of longer texts none is kept, and of these so many.
_SHORT: Final = 100
_MOST: Final = 4096


class Fields(defaultdict[str, set[type]]):
    """The types of which a field may be had without asking, by the field's name."""

    def __init__(self) -> None:
        super().__init__(set)

    def learn(self, type_: type, attribute: str) -> None:
        """Remember what the sandbox has allowed, where it is a field of one of our records.

        Loops are as good.  A field of theirs is always there, and never a method, which the sandbox
        would wrap.
        """
        ours = type_.__module__.startswith("chandlery.") or type_ is LoopContext
        if ours and _is_field(type_, attribute):
            self[attribute].add(type_)


class Escaped(dict[str, str]):
    """Texts as they are written, by text: pages say the same words of one release and the next.

    To be asked for texts that are `str` and no subtype, for a `Markup` equals the same text.
    """

    def __missing__(self, text: str) -> str:
        found = written(text)
        if len(text) <= _SHORT:
            if len(self) >= _MOST:
                self.clear()
            self[text] = found
        return found


class Generator(CodeGenerator):
    """Writes `Fields`, `Escaped` and `written` into a template's code, from its environment."""

    def write_commons(self) -> None:
        """Name what is asked for often, so that it is not looked for."""
        for name in ("fields", "escaped", "written"):
            self.writeline(f"{name} = environment.{name}")
        super().write_commons()

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja2's
        """A field at once, where that is allowed, and anything else through the sandbox."""
        self.write(f"(o.{node.attr} if type(o := ")
        self.visit(node.node, frame)
        self.write(f") in fields[{node.attr!r}]")
        self.write(f" else environment.getattr(o, {node.attr!r}))")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame, finalize):
            self.write("(escaped[o] if type(o := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame, finalize):
            self.write(") is str else written(o))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_escaped(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    """Whether it is known that what is put out there is escaped, and nothing else is done to it."""
    return not frame.eval_ctx.volatile and frame.eval_ctx.autoescape and finalize.src is None


def written(value: Any) -> str:
    """What a value is in a page: the text of `markupsafe.escape`, in a third of its time."""
    kind = type(value)
    text: str = value
    if kind is not str:
        if isinstance(value, Markup):
            return value
        if kind is int:
            return str(value)
        if kind is Undefined:  # of a condition without an `else`; any other is an error
            return ""
        if not issubclass(kind, StrEnum):
            return str(escape(value))
        text = str(value)
    if text.isalnum():
        return text
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _is_field(type_: type, attribute: str) -> bool:
    if issubclass(type_, BaseModel) and attribute in type_.model_fields:
        return True
    return isinstance(getattr(type_, attribute, None), property | MemberDescriptorType)
