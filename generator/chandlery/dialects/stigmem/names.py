"""What names and literals of a Python source tree stand for, followed from file to file."""

import ast
from dataclasses import dataclass

from chandlery.dialects.stigmem.code import (
    Bound,
    BrokenError,
    Import,
    Module,
    Scope,
    Sources,
    UnreadableError,
)
from chandlery.quoting import quoted

_COLLECTIONS = frozenset({"frozenset", "set", "tuple", "list"})
# How far a name is followed, and how deep a literal is nested: more is no plain statement.
MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: it sees its function's names and its module's."""

    module: Module
    local: Scope | None = None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The names that it sees, the nearest first."""
        return (self.module.scope,) if self.local is None else (self.local, self.module.scope)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one set of sources."""

    sources: Sources

    def follow(self, name: str, place: Place, steps: int = MAX_STEPS) -> tuple[Bound, Place]:
        """What a name stands for, through assignments' names and siblings' imports.

        Raises:
            UnreadableError: it is bound in a way that only running can tell.
        """
        for scope in place.scopes:
            if name in scope.vague or "*" in scope.vague:
                raise UnreadableError(
                    f"{quoted(name)} is bound in a way that only running can tell"
                )
            if name in scope.bound:
                return self._resolve(name, scope.bound[name], place, steps)
        raise BrokenError(f"{quoted(name)} is bound nowhere", place.module.path)

    def _resolve(self, name: str, bound: Bound, place: Place, steps: int) -> tuple[Bound, Place]:
        if not steps:
            raise UnreadableError(f"{quoted(name)} leads too far")
        if isinstance(bound, Import) and bound.name:
            sibling = self.sources.module(bound.module)
            inside = self.sources.find(f"{bound.module}.{bound.name}")
            # What a package imports from itself is the module of that name.
            given = sibling.scope.bound.get(bound.name, bound) if sibling else bound
            if sibling is not None and not (inside and given == bound):
                return self.follow(bound.name, Place(sibling), steps - 1)
            if inside:
                return Import(f"{bound.module}.{bound.name}"), place
        if isinstance(bound, ast.Name):
            return self.follow(bound.id, place, steps - 1)
        return bound, place

    def thing(self, node: ast.expr, place: Place) -> tuple[Bound, Place] | None:
        """What a name, or a name in a module, stands for; `None` for what is not of the sources.

        Raises:
            UnreadableError: it is neither of them, or cannot be told.
        """
        match node:
            case ast.Name(id=name):
                return self.follow(name, place)
            case ast.Attribute(value=ast.Name(id=base), attr=name):
                owner, _ = self.follow(base, place)
                if isinstance(owner, Import):
                    sibling = self.sources.module(owner.module)
                    return self.follow(name, Place(sibling)) if sibling is not None else None
        raise UnreadableError("it is an expression")

    def named(self, node: ast.expr, place: Place) -> tuple[ast.expr, Place]:
        """The expression that a name stands for; any other expression is itself.

        Raises:
            UnreadableError: it cannot be told.
        """
        if isinstance(node, ast.Name):
            found, there = self.follow(node.id, place)
            return (found, there) if isinstance(found, ast.expr) else (node, there)
        return node, place

    def literal(self, node: ast.expr, place: Place, steps: int = MAX_STEPS) -> object:
        """The value of a literal: text, truth, number or null, a list for every collection.

        Raises:
            UnreadableError: it is something else, or cannot be told.
        """
        if not steps:
            raise UnreadableError("it is nested too deep")
        match node:
            case ast.Constant(value=str() | bool() | float() | None as value):
                return value
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return [self.literal(item, place, steps - 1) for item in items]
            case ast.Call(func=ast.Name(id=name), args=inner, keywords=[]) if (
                name in _COLLECTIONS and _is_builtin(name, place) and len(inner) <= 1
            ):
                return self._collection(inner, place, steps - 1)
            case ast.Name(id=name):
                found, there = self.follow(name, place, steps - 1)
                if isinstance(found, ast.expr):
                    return self.literal(found, there, steps - 1)
                raise UnreadableError(f"{quoted(name)} is no plain value")
        raise UnreadableError("it is an expression")

    def _collection(self, inner: list[ast.expr], place: Place, steps: int) -> object:
        value = self.literal(inner[0], place, steps) if inner else []
        if isinstance(value, list):
            return value
        raise UnreadableError("it is an expression")


def _is_builtin(name: str, place: Place) -> bool:
    return not any(name in scope.bound or name in scope.vague for scope in place.scopes)
