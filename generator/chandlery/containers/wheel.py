"""Pure Python wheels, assembled without running any build code (PEP 427, PEP 621, PEP 639)."""

import base64
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chandlery.containers.members import Contents, Member
from chandlery.containers.packages import chosen_files
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.containers.pyproject import PYPROJECT, Project, read_project

_DIST_INFO = ".dist-info/"
_TAG = "py3-none-any"
# No version of ours: a release of ours must not change what was pinned.
_WHEEL = f"Wheel-Version: 1.0\nGenerator: chandlery\nRoot-Is-Purelib: true\nTag: {_TAG}\n"

_COMPILED = re.compile(r"\.(so(\.\d+)*|pyd|dll|dylib)$", re.IGNORECASE)

# "Entry points specification", kept to what every installer takes.
_GROUP = re.compile(r"\w+(\.\w+)*", re.ASCII)
_POINT = re.compile(r"[\w.-]+", re.ASCII)
_OBJECT = re.compile(r"[\w.]+(:[\w.]+)?( *\[[\w, .-]*\])?")
_SCRIPTS = frozenset({"console_scripts", "gui_scripts"})
_FUNCTION = re.compile(r"[\w.]+:[\w.]+")  # of a script

_SIGNATURES = ("RECORD.jws", "RECORD.p7s")  # RECORD cannot list what signs it
_STRONG = frozenset({"sha256", "sha384", "sha512"})


def arrange(source: Iterable[Member], version: str) -> Contents:
    """The files of the wheel of a source, in the order of the archive: its metadata last.

    Args:
        source: a project with a ``pyproject.toml`` at its root.
        version: of the release.
    """
    files = {member.path: member for member in source}
    project, found = read_project({path: item.data for path, item in files.items()}, version)
    if project is None:
        return Contents(problems=tuple(found))
    chosen = chosen_files(project, files)
    problems = [
        *found,
        *chosen.problems,
        *_compiled(chosen.members),
        *_bad_points(project.entry_points),
    ]
    members = sorted(chosen.members, key=lambda member: member.path.encode())
    members += sorted(_dist_info(project, files), key=lambda member: member.path.encode())
    record = f"{_folder(project)}RECORD"
    members.append(Member(record, _record(members, record)))
    return Contents.of(members, problems)


def _folder(project: Project) -> str:
    return f"{project.distribution}-{project.version}{_DIST_INFO}"


def file_name(members: Iterable[Member]) -> str:
    """What the wheel of these members is called (PEP 427)."""
    (folder,) = _dist_infos(members)
    return f"{folder.removesuffix(_DIST_INFO)}-{_TAG}.whl"


def _dist_infos(members: Iterable[Member]) -> list[str]:
    tops = {member.path.partition("/")[0] + "/" for member in members if "/" in member.path}
    return sorted(top for top in tops if top.endswith(_DIST_INFO))


def _dist_info(project: Project, files: Mapping[str, Member]) -> Iterator[Member]:
    folder = _folder(project)
    yield Member(f"{folder}METADATA", project.metadata)
    yield Member(f"{folder}WHEEL", _WHEEL.encode())
    for path in project.licenses:
        yield Member(f"{folder}licenses/{path}", files[path].data)
    if project.entry_points:
        yield Member(f"{folder}entry_points.txt", _entry_points(project.entry_points))


def _entry_points(groups: Mapping[str, Mapping[str, str]]) -> bytes:
    sections = (
        f"[{group}]\n" + "".join(f"{name} = {points[name]}\n" for name in sorted(points))
        for group, points in groups.items()
    )
    return "\n".join(sections).encode()


def _bad_points(groups: Mapping[str, Mapping[str, str]]) -> Iterator[ContainerProblem]:
    for group, points in groups.items():
        what = _FUNCTION if group in _SCRIPTS else _OBJECT
        for name, reference in sorted(points.items()):
            if not (
                _GROUP.fullmatch(group) and _POINT.fullmatch(name) and what.fullmatch(reference)
            ):
                point = shown(f"{name} = {reference}")
                message = f"{PYPROJECT}: {point} in {shown(group)} is no entry point"
                hint = 'Write it as `name = "package.module:object"`.'
                yield ContainerProblem(Refusal.ENTRY_POINT, message, hint, PYPROJECT)


def _compiled(members: Iterable[Member]) -> Iterator[ContainerProblem]:
    for member in members:
        if _COMPILED.search(member.path):
            message = f"{shown(member.path)} is compiled for one kind of machine"
            hint = "Build the wheel yourself and give its `url`."
            yield ContainerProblem(Refusal.COMPILED, message, hint, member.path)


def _record(members: Sequence[Member], record: str) -> bytes:
    """RECORD: every file with digest and size, sorted; then itself, without."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for member in sorted(members, key=lambda member: member.path.encode()):
        rows.writerow([member.path, _digest("sha256", member.data), len(member.data)])
    rows.writerow([record, "", ""])
    return text.getvalue().encode()


def _digest(algorithm: str, data: bytes) -> str:
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm}={base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def problems(members: Sequence[Member]) -> Iterator[ContainerProblem]:
    """Where the files of a wheel are not what its RECORD says."""
    files = {member.path: member for member in members}
    folders = _dist_infos(members)
    if not members:
        return
    if len(folders) != 1:
        message = f"the wheel has {len(folders)} `.dist-info` folders"
        yield ContainerProblem(Refusal.INCOMPLETE, message, "Build the wheel again.")
        return
    missing = [name for name in ("METADATA", "WHEEL", "RECORD") if folders[0] + name not in files]
    for name in missing:
        message = f"{shown(folders[0] + name)} is missing"
        yield ContainerProblem(Refusal.INCOMPLETE, message, "Build the wheel again.", name)
    if "RECORD" not in missing:
        yield from _record_problems(files, folders[0])


def _record_problems(files: Mapping[str, Member], folder: str) -> Iterator[ContainerProblem]:
    try:
        text = files[f"{folder}RECORD"].data.decode()
        rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text, newline="")) if row}
    except (ValueError, csv.Error) as error:
        yield ContainerProblem(Refusal.RECORD, f"RECORD cannot be read: {error}")
        return
    free = {f"{folder}{name}" for name in ("RECORD", *_SIGNATURES)}
    for path in sorted((files.keys() ^ rows.keys()) - free):
        where = "not in RECORD" if path in files else "in RECORD and not in the wheel"
        message = f"{shown(path)} is {where}"
        yield ContainerProblem(Refusal.RECORD, message, "Build the wheel again.", path)
    for path in sorted((files.keys() & rows.keys()) - free):
        digest, size = (*rows[path], "", "")[:2]
        if not _holds(files[path].data, digest, size):
            message = f"{shown(path)} is not what RECORD says"
            yield ContainerProblem(Refusal.RECORD, message, "Build the wheel again.", path)


def _holds(data: bytes, digest: str, size: str) -> bool:
    algorithm = digest.partition("=")[0]
    return (
        algorithm in _STRONG and digest == _digest(algorithm, data) and size in {"", str(len(data))}
    )
