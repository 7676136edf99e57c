"""What a Python file defines at its top level, read with `ast` and never run (section 3).

Code can always do otherwise when it runs; this shows what honest code says.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chandlery.documents import Route

# A handler is a page or two; what is larger is not looked at.
MAX_BYTES: Final = 512 * 1024

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What has names of its own.
_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


class UnreadableError(Exception):
    """The file is no Python that can be parsed; the text says why, `line` where."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def too_large(size: int) -> UnreadableError:
    """What there is to say of a file of so many bytes, which nobody has to read for it."""
    return UnreadableError(f"it has {size} bytes, more than {MAX_BYTES}")


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """The names that a file binds at its top level.

    Attributes:
        bound: what binds each name; of several the last in the file.
        open: whether it imports everything from elsewhere, so that any name may be there.
        lines: the file, for the places of names.
    """

    bound: dict[str, ast.AST]
    open: bool
    lines: tuple[bytes, ...] = ()

    def function(self, name: str) -> Function | None:
        """The function that a name is, if the file says so."""
        node = self.bound.get(name)
        return node if isinstance(node, Function) else None


def parse(data: bytes) -> Module:
    """Parse a file and collect what it binds.

    Raises:
        UnreadableError: it is too large, or no Python.
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's string is not our news
            tree = ast.parse(data)
    except SyntaxError as error:
        line = error.lineno or 1
        raise UnreadableError(f"line {line}: {error.msg}", line) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(str(error) or type(error).__name__) from None
    nodes = list(_own_nodes(tree))
    found = [pair for node in nodes for pair in _names(node)]
    found.sort(key=lambda pair: (pair[1].lineno, pair[1].col_offset))
    return Module(
        bound={name: node for name, node in found if name != "*"},
        open=any(name == "*" for name, _ in found),
        lines=tuple(re.split(rb"\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf"))),
    )


def takes(function: Function, given: int) -> bool:
    """Whether a function can be called with so many positional arguments and nothing else.

    A decorated one counts as such, since the decorator decides.
    """
    arguments = function.args
    positional = len(arguments.posonlyargs) + len(arguments.args)
    required = positional - len(arguments.defaults)
    enough = required <= given and (given <= positional or arguments.vararg is not None)
    asks_for_keywords = any(default is None for default in arguments.kw_defaults)
    return bool(function.decorator_list) or (enough and not asks_for_keywords)


def place_of(module: Module, name: str) -> Route:
    """Where a name is bound, as a route of text; the file's start where it is not."""
    node = module.bound.get(name)
    line = getattr(node, "lineno", 1)
    text = b"".join(module.lines[line - 1 : line]) if node else b""
    at = getattr(node, "col_offset", 0)
    # A definition begins with its keyword, an import with what it imports.
    found = text.find(name.encode(), at)
    at = found if found >= 0 else at
    column = len(text[:at].decode("utf-8", "replace")) + 1
    return (line, column, column + (len(name) if found >= 0 else 0))


def _own_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node of the file's own scope, also those in its `if` and `try`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def _names(node: ast.AST) -> Iterator[tuple[str, ast.stmt | ast.expr | ast.alias]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name, node
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name, node
        case ast.alias():
            yield node.asname or node.name.partition(".")[0], node
