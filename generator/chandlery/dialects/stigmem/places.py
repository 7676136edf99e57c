"""Where a name of a Python file stands, for people."""

import ast
import re
from collections.abc import Sequence

from chandlery.documents import Route

_NEWLINE = re.compile(r"\r\n|\r|\n")


def lines_of(data: bytes) -> list[str]:
    """The lines of a file, as reports count them."""
    text = data.decode("utf-8", "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return _NEWLINE.split(text)


def place_of(lines: Sequence[str], node: ast.expr | ast.stmt, name: str) -> Route:
    """The route, into a text, of a name in a node.

    Args:
        name: of an attribute its last name, which the node ends with; of anything else a word in
            its first line.  Where it is not there, the place is the node's beginning.
    """
    if isinstance(node, ast.Attribute) and node.end_lineno and node.end_col_offset:
        end = _column(lines, node.end_lineno, node.end_col_offset)
        return (node.end_lineno, end - len(name), end)
    begin = _column(lines, node.lineno, node.col_offset)
    rest = lines[node.lineno - 1][begin - 1 :] if node.lineno <= len(lines) else ""
    found = re.search(rf"\b{re.escape(name)}\b", rest)
    begin += found.start() if found else 0
    return (node.lineno, begin, begin + len(name))


def _column(lines: Sequence[str], line: int, offset: int) -> int:
    """The column, from 1, of an offset in bytes as the parser counts them."""
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text.encode()[:offset].decode("utf-8", "ignore")) + 1
