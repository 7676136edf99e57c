"""Which accessors of its context a plugin's code asks for, told without running it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chandlery.dialects.stigmem.code import MAX_MODULE_BYTES, Sources, UnreadableError, parse
from chandlery.dialects.stigmem.context import ACCESSORS
from chandlery.dialects.stigmem.places import lines_of, place_of
from chandlery.documents import Route

# Of one release: more code than any plugin has, and a few seconds' work.
MAX_SEARCHED_BYTES = 8 * 1024 * 1024

# What takes an attribute's name as a text, by the place of that argument.
_BY_NAME = {"getattr": 1, "attrgetter": 0, "methodcaller": 0, "__getattribute__": 0}
_RUNS_TEXT = frozenset({"eval", "exec"})
# Only a file with one of these words can ask for anything, or hide that it does.
_WORDS = tuple(word.encode() for word in (*ACCESSORS, *_BY_NAME, *_RUNS_TEXT))


@dataclass(frozen=True, slots=True)
class Use:
    """One place where an accessor is asked for."""

    accessor: str
    path: str
    route: Route


@dataclass(slots=True)
class Search:
    """What was found in the files.

    Attributes:
        named: accessors that the code names in any way, even as a text.
        own: accessors that the code defines itself: who is asked for these, only running can tell.
        open: some name is looked up that only running can tell.
        unread: the files that could not be searched.
    """

    uses: list[Use] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    open: bool = False
    unread: list[UnreadableError] = field(default_factory=list)

    @property
    def told(self) -> Iterator[Use]:
        """The uses of which it is clear that the node's context is asked."""
        return (use for use in self.uses if use.accessor not in self.own)

    @property
    def complete(self) -> bool:
        """Whether an accessor that is not in `named` is never asked for."""
        return not (self.open or self.unread)


def search(sources: Sources, paths: Iterable[str]) -> Search:
    """Search files of the sources for accessors."""
    result = Search()
    left = MAX_SEARCHED_BYTES
    for path in paths:
        left -= sources.sizes[path]
        if left < 0:
            why = f"the code has more than {MAX_SEARCHED_BYTES} bytes"
            result.unread.append(UnreadableError(why, path))
            break
        try:
            _search_file(result, sources, path)
        except UnreadableError as error:
            result.unread.append(error)
    return result


def _search_file(result: Search, sources: Sources, path: str) -> None:
    data = sources.read(path)
    if not any(word in data for word in _WORDS):
        return
    if len(data) > MAX_MODULE_BYTES:
        raise UnreadableError(f"it has more than {MAX_MODULE_BYTES} bytes", path)
    lines = lines_of(data)
    for node in ast.walk(parse(data, path)):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in ACCESSORS:
                result.named.add(name)
                result.uses.append(Use(name, path, place_of(lines, node, name)))
            case ast.Constant(value=str(name)) if name in ACCESSORS:
                result.named.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                result.own.update({name} & ACCESSORS.keys())
            case ast.Call():
                _search_call(result, node, path, lines)


def _search_call(result: Search, call: ast.Call, path: str, lines: list[str]) -> None:
    match call.func:
        case ast.Name(id=name) if name in _RUNS_TEXT:
            result.open = True
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _BY_NAME:
            for asked in call.args[_BY_NAME[name] :][:1]:
                _search_name(result, asked, path, lines)


def _search_name(result: Search, asked: ast.expr, path: str, lines: list[str]) -> None:
    if not isinstance(asked, ast.Constant):
        result.open = True
    elif asked.value in ACCESSORS:
        result.uses.append(Use(asked.value, path, place_of(lines, asked, asked.value)))
