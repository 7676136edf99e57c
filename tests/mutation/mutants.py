"""Small faults in a module's functions, made by mutmut's operators.

mutmut leaves decorated functions alone, and nearly every rule is one; so its operators are used
here without its runner.  Texts are not mutated: what a message says is for people to judge.
"""

# ruff: noqa: N802 - libcst names the visitor's methods

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import libcst as cst
from mutmut.mutation.mutators import mutation_operators, operator_string

OPERATORS = [(kind, make) for kind, make in mutation_operators if make is not operator_string]


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        line: where it is.
        function: qualified name of the outermost function around it.
        number: which of the file's mutants it is, in their order.
    """

    path: Path
    line: int
    function: str
    number: int
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.was}  →  {self.now}"


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (cst.metadata.PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, str]] = []
        self._names: list[str] = []
        self._function: str | None = None
        self._bodies: list[cst.CSTNode] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self._names.append(node.name.value)
        return self._function is None

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self._names.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        if self._function is not None:
            return True
        self._function = ".".join([*self._names, node.name.value])
        statements = node.body.body
        docstring = node.get_docstring() is not None
        for statement in statements[1 if docstring else 0 :]:
            statement.visit(self)
        self._function = None
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._function is not None and not isinstance(node, cst.Annotation):
            line = self.get_metadata(cst.metadata.PositionProvider, node, None)
            for kind, make in OPERATORS:
                if line is not None and isinstance(node, kind):
                    for changed in make(node):
                        self.found.append((node, changed, line.start.line, self._function))
        return super().on_visit(node)


def mutants(path: Path) -> Iterator[Mutant]:
    """All faults that can be made in a module's functions."""
    module, found = _faults(path)
    for number, (node, changed, line, function) in enumerate(found):
        yield Mutant(path, line, function, number, _text(module, node), _text(module, changed))


def mutated_code(mutant: Mutant) -> CodeType | None:
    """The faulty function, or `None` where it is no longer Python."""
    module, found = _faults(mutant.path)
    node, changed, _, function = found[mutant.number]
    source = module.deep_replace(node, changed).code
    try:
        return function_code(compile(source, str(mutant.path), "exec"), function)
    except (SyntaxError, ValueError):
        return None


def function_code(module: CodeType, name: str) -> CodeType | None:
    """The code of a function by its qualified name."""
    for constant in module.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return function_code(constant, name)
    return None


_parsed: dict[Path, tuple[cst.Module, list[tuple[cst.CSTNode, cst.CSTNode, int, str]]]] = {}


def _faults(path: Path) -> tuple[cst.Module, list[tuple[cst.CSTNode, cst.CSTNode, int, str]]]:
    if path not in _parsed:
        wrapper = cst.metadata.MetadataWrapper(cst.parse_module(path.read_text()))
        finder = _Finder()
        wrapper.visit(finder)
        _parsed[path] = wrapper.module, finder.found
    return _parsed[path]


def _text(module: cst.Module, node: cst.CSTNode) -> str:
    return " ".join(module.code_for_node(node).split())[:60]
