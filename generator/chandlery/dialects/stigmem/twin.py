"""What a plugin's code says in its manifest, read without running it.

The factory that the entry point names is found, and in it the call of ``PluginManifest``.  What
stands there as literals, directly or by names, is read; about anything else we say that we cannot.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chandlery.dialects.stigmem.code import (
    Bound,
    BrokenError,
    Function,
    Import,
    Module,
    Scope,
    Sources,
    UnreadableError,
    own_nodes,
    scope_of,
)
from chandlery.quoting import quoted

_MANIFEST = "PluginManifest"
_COLLECTIONS = frozenset({"frozenset", "set", "tuple", "list"})
# How far a name is followed, and how deep a literal is nested: more is no plain statement.
_MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One keyword of the call.

    Attributes:
        value: text, truth or number as written, a list for every collection, the list of keys for
            `hooks`, and for parts that only exist as code whether there is one.
        why: why it cannot be told, or ``""``.
    """

    path: str
    line: int
    value: object = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the code states: the keywords of the one call.

    Attributes:
        open: the call also takes keywords from elsewhere, so a missing one may yet be given.
    """

    path: str
    line: int
    cells: Mapping[str, Cell]
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an expression stands: it sees its function's names and its module's."""

    module: Module
    local: Scope | None = None


def read_statement(sources: Sources, module: str, function: str) -> Statement:
    """Read what the factory behind an entry point states.

    Raises:
        BrokenError: there is no such factory, or the node could not call it.
        UnreadableError: it does not plainly state a manifest.
    """
    home = sources.module(module)
    if home is None:
        raise BrokenError(f"there is no module {quoted(module)}")
    reader = _Reader(sources)
    found, place = reader.follow(function, _Place(home))
    path = place.module.path
    if not isinstance(found, Function):
        raise UnreadableError(f"{quoted(function)} is no plain function", path)
    if isinstance(found, ast.AsyncFunctionDef):
        raise BrokenError(f"{quoted(function)} is a coroutine", path, found.lineno)
    if _asks_for_arguments(found.args):
        raise BrokenError(f"{quoted(function)} asks for arguments", path, found.lineno)
    if found.decorator_list:
        raise UnreadableError(f"{quoted(function)} is decorated", path, found.lineno)
    return reader.statement(found, place.module)


def _asks_for_arguments(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional > len(arguments.defaults) or None in arguments.kw_defaults


class _Reader:
    """Follows names through one set of sources."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def statement(self, function: ast.FunctionDef, module: Module) -> Statement:
        """Read the call in a factory's body.

        Raises:
            UnreadableError: there is none, there are several, or something else is returned.
        """
        names = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
        place = _Place(module, scope_of(function.body, module.package, names))
        call = self._call(function, place)
        cells = {k.arg: self._cell(k.arg, k.value, place) for k in call.keywords if k.arg}
        open_ = bool(call.args) or any(k.arg is None for k in call.keywords)
        return Statement(module.path, call.lineno, cells, open_)

    def _call(self, function: ast.FunctionDef, place: _Place) -> ast.Call:
        nodes = list(own_nodes(function.body))
        calls = [n for n in nodes if isinstance(n, ast.Call) and self._states(n, place)]
        if len(calls) != 1:
            how_many = "no call" if not calls else f"{len(calls)} calls"
            why = f"{quoted(function.name)} has {how_many} of `{_MANIFEST}`"
            raise UnreadableError(why, place.module.path, function.lineno)
        ends = [n for n in nodes if isinstance(n, ast.Return | ast.Yield | ast.YieldFrom)]
        if not ends or any(self._value(end.value, place) is not calls[0] for end in ends):
            why = f"{quoted(function.name)} does not plainly return its call of `{_MANIFEST}`"
            raise UnreadableError(why, place.module.path, function.lineno)
        return calls[0]

    def _value(self, node: ast.expr | None, place: _Place) -> Bound | None:
        if isinstance(node, ast.Name) and place.local is not None:
            return place.local.bound.get(node.id)
        return node

    def _states(self, call: ast.Call, place: _Place) -> bool:
        match call.func:
            case ast.Attribute(attr=name):
                return name == _MANIFEST
            case ast.Name(id=name):
                bound = place.module.scope.bound.get(name)
                if place.local is not None:
                    bound = place.local.bound.get(name, bound)
                return isinstance(bound, Import) and bound.name == _MANIFEST
        return False

    def _cell(self, key: str, value: ast.expr, place: _Place) -> Cell:
        path = place.module.path
        try:
            match key:
                case "hooks":
                    read: object = self._keys(value, place)
                case "routes":
                    read = self._any_router(value, place)
                case "health_check" | "config_schema":
                    read = self._present(value, place)
                case _:
                    read = self._literal(value, place)
        except UnreadableError as error:
            return Cell(path, value.lineno, why=error.why)
        return Cell(path, value.lineno, read)

    def follow(self, name: str, place: _Place, steps: int = _MAX_STEPS) -> tuple[Bound, _Place]:
        """What a name stands for, through assignments' names and siblings' imports.

        Raises:
            UnreadableError: it is bound in a way that only running can tell.
        """
        for scope in filter(None, (place.local, place.module.scope)):
            if name in scope.vague or "*" in scope.vague:
                raise UnreadableError(
                    f"{quoted(name)} is bound in a way that only running can tell"
                )
            if name in scope.bound:
                return self._resolve(name, scope.bound[name], place, steps)
        raise BrokenError(f"{quoted(name)} is bound nowhere", place.module.path)

    def _resolve(self, name: str, bound: Bound, place: _Place, steps: int) -> tuple[Bound, _Place]:
        if not steps:
            raise UnreadableError(f"{quoted(name)} leads too far")
        if isinstance(bound, Import) and bound.name:
            sibling = self._sources.module(bound.module)
            inside = self._sources.find(f"{bound.module}.{bound.name}")
            if sibling is not None and not (inside and bound.name not in sibling.scope.bound):
                return self.follow(bound.name, _Place(sibling), steps - 1)
            if inside:
                return Import(f"{bound.module}.{bound.name}"), place
        if isinstance(bound, ast.Name):
            return self.follow(bound.id, place, steps - 1)
        return bound, place

    def _literal(self, node: ast.expr, place: _Place, steps: int = _MAX_STEPS) -> object:
        if not steps:
            raise UnreadableError("it is nested too deep")
        match node:
            case ast.Constant(value=str() | bool() | float() | None as value):
                return value
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return [self._literal(item, place, steps - 1) for item in items]
            case ast.Call(func=ast.Name(id=name), args=inner, keywords=[]) if (
                name in _COLLECTIONS and self._is_builtin(name, place) and len(inner) <= 1
            ):
                return self._collection(inner, place, steps - 1)
            case ast.Name(id=name):
                found, there = self.follow(name, place, steps - 1)
                if isinstance(found, ast.expr):
                    return self._literal(found, there, steps - 1)
                raise UnreadableError(f"{quoted(name)} is no plain value")
        raise UnreadableError("it is an expression")

    def _collection(self, inner: list[ast.expr], place: _Place, steps: int) -> object:
        value = self._literal(inner[0], place, steps) if inner else []
        if isinstance(value, list):
            return value
        raise UnreadableError("it is an expression")

    def _is_builtin(self, name: str, place: _Place) -> bool:
        scopes = filter(None, (place.local, place.module.scope))
        return not any(name in scope.bound or name in scope.vague for scope in scopes)

    def _keys(self, node: ast.expr, place: _Place) -> object:
        if isinstance(node, ast.Name):
            found, place = self.follow(node.id, place)
            if isinstance(found, ast.expr):
                node = found
        if not isinstance(node, ast.Dict) or None in node.keys:
            raise UnreadableError("it is no plain dict")
        return [self._literal(key, place) for key in node.keys if key is not None]

    def _present(self, node: ast.expr, place: _Place, steps: int = _MAX_STEPS) -> bool:
        match node:
            case ast.Constant(value=None):
                return False
            case ast.Lambda():
                return True
            case ast.Name(id=name):
                found, there = self.follow(name, place)
            case ast.Attribute(value=ast.Name(id=base), attr=name):
                owner, _ = self.follow(base, place)
                if not isinstance(owner, Import):
                    raise UnreadableError("it is an expression")
                sibling = self._sources.module(owner.module)
                if sibling is None:
                    return True
                found, there = self.follow(name, _Place(sibling))
            case _:
                raise UnreadableError("it is an expression")
        if isinstance(found, ast.expr):
            if not steps:
                raise UnreadableError("it leads too far")
            return self._present(found, there, steps - 1)
        return True

    def _any_router(self, node: ast.expr, place: _Place) -> bool:
        if isinstance(node, ast.Name):
            found, place = self.follow(node.id, place)
            if isinstance(found, ast.expr):
                node = found
        if isinstance(node, ast.Tuple | ast.List):
            if not node.elts:
                return False
            if not all(isinstance(item, ast.Starred) for item in node.elts):
                return True
        raise UnreadableError("it is an expression")


def strings(value: object) -> Iterator[str]:
    """The texts of a collection.

    Raises:
        UnreadableError: it is no collection, or holds something else.
    """
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UnreadableError("it is no collection of texts")
    yield from value
