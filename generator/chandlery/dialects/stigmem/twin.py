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
    Sources,
    UnreadableError,
    own_nodes,
    scope_of,
)
from chandlery.dialects.stigmem.names import MAX_STEPS, Names, Place
from chandlery.quoting import quoted

_MANIFEST = "PluginManifest"


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
class Handler:
    """The function behind a hook, where it is one of the sources and plain."""

    hook: str
    path: str
    function: Function | ast.Lambda

    @property
    def name(self) -> str:
        """What it is called where it is written."""
        return "lambda" if isinstance(self.function, ast.Lambda) else self.function.name

    @property
    def positional(self) -> int | None:
        """How many positional arguments it takes; `None` for any number."""
        arguments = self.function.args
        if arguments.vararg is not None:
            return None
        return len(arguments.posonlyargs) + len(arguments.args)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the code states: the keywords of the one call.

    Attributes:
        handlers: of those hooks whose handler can be told without running anything.
        open: the call also takes keywords from elsewhere, so a missing one may yet be given.
    """

    path: str
    line: int
    cells: Mapping[str, Cell]
    handlers: tuple[Handler, ...] = ()
    open: bool = False


def read_statement(sources: Sources, module: str, function: str) -> Statement:
    """Read what the factory behind an entry point states.

    Raises:
        BrokenError: there is no such factory, or the node could not call it.
        UnreadableError: it does not plainly state a manifest.
    """
    home = sources.module(module)
    if home is None:
        raise BrokenError(f"there is no module {quoted(module)}")
    names = Names(sources)
    found, place = names.follow(function, Place(home))
    path = place.module.path
    if not isinstance(found, Function):
        raise UnreadableError(f"{quoted(function)} is no plain function", path)
    if isinstance(found, ast.AsyncFunctionDef):
        raise BrokenError(f"{quoted(function)} is a coroutine", path, found.lineno)
    if _asks_for_arguments(found.args):
        raise BrokenError(f"{quoted(function)} asks for arguments", path, found.lineno)
    if found.decorator_list:
        raise UnreadableError(f"{quoted(function)} is decorated", path, found.lineno)
    return _statement(names, found, place)


def _asks_for_arguments(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional > len(arguments.defaults) or None in arguments.kw_defaults


def _statement(names: Names, function: ast.FunctionDef, there: Place) -> Statement:
    """Read the call in a factory's body.

    Raises:
        UnreadableError: there is none, there are several, or something else is returned.
    """
    module = there.module
    arguments = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    place = Place(module, scope_of(function.body, module.package, arguments))
    call = _call(function, place)
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    return Statement(
        path=module.path,
        line=call.lineno,
        cells={key: _cell(names, key, value, place) for key, value in given.items()},
        handlers=tuple(_handlers(names, given["hooks"], place)) if "hooks" in given else (),
        open=bool(call.args) or any(keyword.arg is None for keyword in call.keywords),
    )


def _call(function: ast.FunctionDef, place: Place) -> ast.Call:
    nodes = list(own_nodes(function.body))
    calls = [node for node in nodes if isinstance(node, ast.Call) and _states(node, place)]
    if len(calls) != 1:
        how_many = "no call" if not calls else f"{len(calls)} calls"
        why = f"{quoted(function.name)} has {how_many} of `{_MANIFEST}`"
        raise UnreadableError(why, place.module.path, function.lineno)
    ends = [node for node in nodes if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
    if not ends or any(_value(end.value, place) is not calls[0] for end in ends):
        why = f"{quoted(function.name)} does not plainly return its call of `{_MANIFEST}`"
        raise UnreadableError(why, place.module.path, function.lineno)
    return calls[0]


def _value(node: ast.expr | None, place: Place) -> Bound | None:
    if isinstance(node, ast.Name) and place.local is not None:
        return place.local.bound.get(node.id)
    return node


def _states(call: ast.Call, place: Place) -> bool:
    match call.func:
        case ast.Attribute(attr=name):
            return name == _MANIFEST
        case ast.Name(id=name):
            bound = next((s.bound[name] for s in place.scopes if name in s.bound), None)
            return isinstance(bound, Import) and bound.name == _MANIFEST
    return False


def _cell(names: Names, key: str, value: ast.expr, place: Place) -> Cell:
    path = place.module.path
    try:
        match key:
            case "hooks":
                read: object = _keys(names, value, place)
            case "routes":
                read = _any_router(names, value, place)
            case "health_check" | "config_schema":
                read = _present(names, value, place)
            case _:
                read = names.literal(value, place)
    except UnreadableError as error:
        return Cell(path, value.lineno, why=error.why)
    return Cell(path, value.lineno, read)


def _keys(names: Names, node: ast.expr, place: Place) -> object:
    node, place = names.named(node, place)
    if not isinstance(node, ast.Dict) or None in node.keys:
        raise UnreadableError("it is no plain dict")
    return [names.literal(key, place) for key in node.keys if key is not None]


def _handlers(names: Names, node: ast.expr, place: Place) -> Iterator[Handler]:
    """The handlers that can be told; the others are passed over."""
    try:
        node, place = names.named(node, place)
    except UnreadableError:
        return
    pairs = zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
    for key, value in pairs:
        try:
            hook = names.literal(key, place) if key is not None else None
            found, there = _function(names, value, place)
        except UnreadableError:
            continue
        if isinstance(hook, str) and found is not None:
            yield Handler(hook, there.module.path, found)


def _function(
    names: Names, node: ast.expr, place: Place
) -> tuple[Function | ast.Lambda | None, Place]:
    """The plain function that an expression stands for, if it is one."""
    if isinstance(node, ast.Lambda):
        return node, place
    found, there = names.thing(node, place) or (None, place)
    if isinstance(found, ast.Lambda):
        return found, there
    if isinstance(found, Function) and not found.decorator_list:
        return found, there
    return None, there


def _present(names: Names, node: ast.expr, place: Place, steps: int = MAX_STEPS) -> bool:
    match node:
        case ast.Constant(value=None):
            return False
        case ast.Lambda():
            return True
    found, there = names.thing(node, place) or (None, place)
    if not isinstance(found, ast.expr):
        return True
    if not steps:
        raise UnreadableError("it leads too far")
    return _present(names, found, there, steps - 1)


def _any_router(names: Names, node: ast.expr, place: Place) -> bool:
    node, _ = names.named(node, place)
    if isinstance(node, ast.Tuple | ast.List):
        if not node.elts:
            return False
        if not all(isinstance(item, ast.Starred) for item in node.elts):
            return True
    raise UnreadableError("it is an expression")
