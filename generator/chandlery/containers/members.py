"""The files of an archive, and the digest that proves them whatever the container."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chandlery.containers.limits import LIMITS, Limits
from chandlery.containers.problems import ContainerProblem, Refusal, link_problem
from chandlery.trees import Entry, Mode


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        path: inside the archive, with ``/``, its own root folder included.
    """

    path: str
    data: bytes = field(repr=False)
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """Files, or why there are none: where there are problems, `members` is empty."""

    members: tuple[Member, ...] = ()
    problems: tuple[ContainerProblem, ...] = ()

    @classmethod
    def of(cls, members: Iterable[Member], problems: Iterable[ContainerProblem]) -> "Contents":
        """The members, unless there is any problem."""
        found = tuple(problems)
        return cls(problems=found) if found else cls(members=tuple(members))


def in_order(members: Iterable[Member]) -> list[Member]:
    """The members by the UTF-8 bytes of their paths."""
    return sorted(members, key=lambda member: member.path.encode())


def members_of(
    entries: Iterable[Entry],
    read: Callable[[str], bytes],
    source: str = "",
    limits: Limits = LIMITS,
) -> Contents:
    """The part of a tree that an artifact is packed from.

    Args:
        entries: of the tree.
        read: gives the bytes of one of their paths.
        source: a folder, ending in ``/``, whose files are named relative to it; or one file, which
            keeps its name alone; or ``""`` for everything.
        limits: how much is read.
    """
    problems: list[ContainerProblem] = []
    files: list[tuple[str, Entry]] = []
    for entry in entries:
        if entry.path == source:
            path = entry.path.rsplit("/", 1)[-1]
        elif entry.path.startswith(source) and (source.endswith("/") or not source):
            path = entry.path.removeprefix(source)
        else:
            continue
        if entry.mode in {Mode.SYMLINK, Mode.GITLINK}:
            problems.append(link_problem(path))
        else:
            files.append((path, entry))
    # Before any is read: all of them are held at once.
    problems += too_much([entry.size for _, entry in files], limits)
    members = (
        Member(path, read(entry.path), entry.mode is Mode.EXECUTABLE) for path, entry in files
    )
    return Contents.of(members, problems)


def too_much(sizes: Sequence[int], limits: Limits) -> Iterator[ContainerProblem]:
    """What there is to say of more files, or larger ones, than an artifact is packed from.

    Args:
        sizes: of the files, in bytes.
    """
    hint = "Leave something out."
    if sum(sizes) > limits.archive_bytes:
        message = f"the files have {sum(sizes)} bytes; {limits.archive_bytes} are the most"
        yield ContainerProblem(Refusal.TOO_LARGE, message, hint)
    if len(sizes) > limits.entries:
        message = f"there are {len(sizes)} files; {limits.entries} are the most"
        yield ContainerProblem(Refusal.TOO_MANY_ENTRIES, message, hint)


def tree_digest(members: Sequence[Member]) -> str:
    """Prove the content of an artifact apart from its container (design §2).

    ``t1:`` and the SHA-256, in hexadecimal, over a line ``mode SP sha256 SP path LF`` for each file
    as it lies in the artifact, its root folder included.  The mode is ``644`` or ``755``, the path
    is UTF-8, and the lines are sorted by the bytes of the path.
    """
    whole = hashlib.sha256()
    for member in in_order(members):
        mode = Mode.EXECUTABLE if member.executable else Mode.FILE
        digest = hashlib.sha256(member.data).hexdigest()
        whole.update(f"{mode.value} {digest} {member.path}\n".encode())
    return f"t1:{whole.hexdigest()}"
