"""What names stand for in a Python source tree, read with `ast` and never run.

Only what can be told without running is told: a name that is bound once, at the top of its scope,
to a literal, or imported from a sibling module that binds it so.  This shows what honest code
says.  Code can always be written to say something else when it runs.
"""

import ast
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from chandlery.quoting import escaped

# A module that states a manifest is a page or two.
MAX_MODULE_BYTES = 512 * 1024
_REMEMBERED = 8192  # bytes; a longer file is parsed again

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_MUTATORS = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
    | {"setdefault", "update"}
)


class UnreadableError(Exception):
    """Something cannot be told without running the code.

    Attributes:
        why: the fact, without a place.
    """

    def __init__(self, why: str, path: str = "", line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.path = path
        self.line = line

    @property
    def told(self) -> str:
        """The fact, and where, as far as anybody knows."""
        if not self.path:
            return self.why
        return f"{self.why} ({self.path}:{self.line})" if self.line else f"{self.why} ({self.path})"


class BrokenError(UnreadableError):
    """The node could not use the code either."""


@dataclass(frozen=True, slots=True)
class Import:
    """``from module import name``, absolute; without a name the module itself."""

    module: str
    name: str = ""


Bound = ast.expr | Function | ast.ClassDef | Import


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What the names of a module or of a function's body are bound to.

    Attributes:
        bound: the node of every name that is bound exactly once, where a value, a definition or
            an import can be told from it.
        vague: names that are bound several times, or in a way that only running can tell.
    """

    bound: Mapping[str, Bound]
    vague: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """One parsed file; relative imports start from `package`."""

    name: str
    path: str
    package: str
    scope: Scope = field(repr=False)


@dataclass(slots=True, eq=False)
class Sources:
    """The Python files of a source tree.

    Attributes:
        sizes: bytes by path.
        roots: folders where packages may lie, each ending in ``/`` or empty, the first found wins.
    """

    sizes: Mapping[str, int]
    read: Callable[[str], bytes]
    roots: tuple[str, ...]
    _modules: dict[str, Module] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """Where a module lies, or `None` for one that is not of these sources."""
        below = name.replace(".", "/")
        for root in self.roots:
            for path in (f"{root}{below}/__init__.py", f"{root}{below}.py"):
                if path in self.sizes:
                    return path
        return None

    def shipped(self, name: str) -> tuple[str, ...]:
        """The Python files that are installed with a module, sorted, as far as can be told.

        All of the folder that its package lies in, where that is one for packages alone; else the
        package.  Folders called ``tests`` are never installed from here.
        """
        home = self.find(name)
        if home is None:
            return ()
        top = name.partition(".")[0]
        root = next(root for root in self.roots if home.startswith(root + top))
        begin = (f"{root}{top}/", f"{root}{top}.py") if root == self.roots[-1] else root
        return tuple(
            path
            for path in sorted(self.sizes)
            if path.startswith(begin) and path.endswith(".py") and "/tests/" not in path
        )

    def module(self, name: str) -> Module | None:
        """A module of these sources, parsed; `None` for any other.

        Raises:
            UnreadableError: the file is too large or no Python.
        """
        path = self.find(name)
        if path is None:
            return None
        if path not in self._modules:
            self._modules[path] = self._parse(name, path)
        return self._modules[path]

    def _parse(self, name: str, path: str) -> Module:
        if self.sizes[path] > MAX_MODULE_BYTES:
            raise UnreadableError(f"it has more than {MAX_MODULE_BYTES} bytes", path)
        data = self.read(path)
        return (_remembered if len(data) <= _REMEMBERED else _module)(data, name, path)


def _module(data: bytes, name: str, path: str) -> Module:
    tree = parse(data, path)
    package = name if PurePosixPath(path).name == "__init__.py" else name.rpartition(".")[0]
    elsewhere = {name for node in ast.walk(tree) for name in _changed(node)}
    return Module(name, path, package, scope_of(tree.body, package, elsewhere))


# Many files of a release are those of the release before.
_remembered = lru_cache(maxsize=16)(_module)


def parse(data: bytes, path: str) -> ast.Module:
    """Parse a file; nobody alters what comes of it.

    Raises:
        UnreadableError: it is no Python, or nested beyond what the parser takes.
    """
    return (_parsed if len(data) <= _REMEMBERED else _parse)(data, path)


def _parse(data: bytes, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's string is not our news
            return ast.parse(data)
    except SyntaxError as error:
        raise BrokenError(
            f"it is no Python: {escaped(error.msg)}", path, error.lineno or 0
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        why = escaped(str(error)) or type(error).__name__
        raise UnreadableError(f"it cannot be parsed: {why}", path) from None


_parsed = lru_cache(maxsize=16)(_parse)


def own_nodes(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Every node of a scope, without what stands inside of functions and classes in it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def scope_of(body: list[ast.stmt], package: str, vague: Iterable[str] = ()) -> Scope:
    """What the statements of one scope bind.

    Args:
        package: what relative imports start from.
        vague: names that something outside of the statements binds or changes.
    """
    nodes = [*own_nodes(body)]
    times = Counter(name for node in nodes for name in _names(node))
    bound = {name: value for statement in body for name, value in _plain(statement, package)}
    changed = {name for node in nodes for name in _changed(node)}
    unclear = {*vague, *changed, *(n for n in times if times[n] > 1 or n not in bound)}
    return Scope({n: v for n, v in bound.items() if n not in unclear}, frozenset(unclear))


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a node binds; ``*`` for whatever there is."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def _changed(node: ast.AST) -> Iterator[str]:
    """The names whose value a node changes, or gives to another scope to change."""
    match node:
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
            if method in _MUTATORS:
                yield name


def _plain(statement: ast.stmt, package: str) -> Iterator[tuple[str, Bound]]:
    """The names that a statement binds to something that can be told."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, statement
        case ast.Import():
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0], Import(alias.name)
        case ast.ImportFrom():
            module = _absolute(statement, package)
            for alias in statement.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, Import(module, alias.name)


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    parts = parts[: max(0, len(parts) - (statement.level - 1))]
    return ".".join([*parts, *([statement.module] if statement.module else [])])
