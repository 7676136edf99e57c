"""Which files of a project are its import packages, as a build backend would take them."""

import keyword
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chandlery.containers.members import Contents, Member
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.containers.pyproject import PYPROJECT, Project
from chandlery.model.content import parents

# What we understand of a backend's options, by table; any other key could change the contents.
_HATCH_WHEEL = ("tool", "hatch", "build", "targets", "wheel")
_FIND = ("tool", "setuptools", "packages", "find")
_UNDERSTOOD: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("tool", "hatch", "build"), frozenset({"targets"})),
    (_HATCH_WHEEL, frozenset({"packages"})),
    (
        ("tool", "setuptools"),
        frozenset({"packages", "package-dir", "package-data", "include-package-data", "zip-safe"}),
    ),
    (("tool", "setuptools", "packages"), frozenset({"find"})),
    (_FIND, frozenset({"where"})),
    (("tool", "flit", "module"), frozenset()),
    (("tool", "pdm", "build"), frozenset()),
    (("tool", "uv", "build-backend"), frozenset()),
)

_LEFT_OUT = frozenset({"__pycache__", "tests"})  # folders, at any depth
_NOT_PACKAGES = frozenset({"test", "tests"})
_BYTECODE = (".pyc", ".pyo")


def chosen_files(project: Project, files: Mapping[str, Member]) -> Contents:
    """The files of the wheel's packages, at their place in the wheel.

    The first that applies: the packages that ``[tool.hatch.build.targets.wheel]`` lists; those in
    the folders that ``[tool.setuptools.packages.find]`` looks in; those in ``src/``; the one that
    is called as the project.  Everything in a package belongs to it, data too, but for bytecode
    and folders called ``tests``.
    """
    problems = list(_unknown_options(project.tool))
    if problems:
        return Contents(problems=tuple(problems))
    roots = dict(_roots(project, files))
    members = {root: list[Member]() for root in sorted(roots)}
    for path, member in files.items():
        for root in (*parents(path), path):
            if root in roots and _belongs(path.removeprefix(root)):
                name = roots[root] + path.removeprefix(root)
                members[root].append(Member(name, member.data, member.executable))
    for root, found in members.items():
        if not (found and _importable(roots[root].removesuffix(".py"))):
            message = f"{PYPROJECT}: {shown(root)} is no package with files in it"
            hint = "Correct the path."
            problems.append(ContainerProblem(Refusal.NO_PACKAGES, message, hint, PYPROJECT))
    if not roots:
        problems.append(_no_packages(project))
    return Contents.of((member for found in members.values() for member in found), problems)


def _no_packages(project: Project) -> ContainerProblem:
    return ContainerProblem(
        Refusal.NO_PACKAGES,
        f"{PYPROJECT}: no import package was found in `src/`, nor one called "
        f"`{project.distribution}`",
        "Put the package there, or name it: "
        '[tool.hatch.build.targets.wheel] packages = ["path/to/package"].',
        PYPROJECT,
    )


def _roots(project: Project, files: Mapping[str, Member]) -> Iterator[tuple[str, str]]:
    """The packages: path in the source, and name in the wheel."""
    tool = {"tool": project.tool}
    if packages := _strings(_at(tool, (*_HATCH_WHEEL, "packages"))):
        paths = (path.strip("/").removeprefix("./") for path in packages)
        yield from ((path, path.rsplit("/", 1)[-1]) for path in paths)
    elif where := _strings(_at(tool, (*_FIND, "where"))):
        for folder in where:
            yield from _in_folder(folder.strip("/").removeprefix("./"), files)
    elif any(path.startswith("src/") for path in files):
        yield from _in_folder("src", files)
    else:
        name = project.distribution
        found = {root for root, _ in _in_folder("", files)}
        yield from ((root, root) for root in (name, f"{name}.py") if root in found)


def _in_folder(folder: str, files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The packages and modules right in a folder: importable names with Python in them."""
    above = f"{folder}/" if folder not in {"", "."} else ""
    for path in files:
        if path.startswith(above) and path.endswith(".py"):
            name = path.removeprefix(above).partition("/")[0]
            if _importable(name.removesuffix(".py")):
                yield above + name, name


def _importable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and name not in _NOT_PACKAGES


def _belongs(rest: str) -> bool:
    """Whether a file belongs to a package, by its path below it."""
    return _LEFT_OUT.isdisjoint(rest.split("/")[:-1]) and not rest.endswith(_BYTECODE)


def _at(value: Any, route: Iterable[str]) -> Any:
    for key in route:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _unknown_options(tool: Mapping[str, Any]) -> Iterator[ContainerProblem]:
    whole = {"tool": dict(tool)}
    for route, understood in _UNDERSTOOD:
        table = _at(whole, route)
        for key in sorted(table.keys() - understood) if isinstance(table, dict) else ():
            yield _not_understood(route, key)
    setuptools = ("tool", "setuptools")
    if isinstance(_at(whole, (*setuptools, "packages")), list):
        yield _not_understood(setuptools, "packages")
    if _at(whole, (*setuptools, "package-dir")) not in (None, {"": "src"}):
        yield _not_understood(setuptools, "package-dir")


def _not_understood(route: Iterable[str], key: str) -> ContainerProblem:
    message = f"{PYPROJECT}: {shown(key)} in [{'.'.join(route)}] is not understood here"
    hint = "Put the package into `src/` and take the option out."
    return ContainerProblem(Refusal.BUILD_OPTION, message, hint, PYPROJECT)
