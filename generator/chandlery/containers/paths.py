"""What a path inside an archive may be, so that it unpacks alike, and safely, everywhere."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chandlery.containers.limits import Limits
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.model.content import collisions

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi marks, lone surrogates
_MANY = 500  # files; so many paths are not kept in mind
_DRIVE = re.compile(r"[A-Za-z]:")
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # in a file name on Windows
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"}) | {
    f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"
}


@dataclass(frozen=True, slots=True)
class _Check:
    """One way in which a path can be bad."""

    refusal: Refusal
    is_bad: Callable[[str, Limits], bool]
    fact: str
    hint: str = "Rename the file."


def _parts(path: str) -> list[str]:
    return path.lstrip("/").split("/")


def _is_reserved(part: str) -> bool:
    stem = part.split(".", 1)[0].rstrip(" ").upper()
    return (
        stem in _DEVICES
        or (part.endswith((".", " ")) and part not in {".", ".."})
        or _FORBIDDEN.search(part) is not None
    )


_CHECKS = (
    _Check(Refusal.EMPTY_NAME, lambda p, _: "" in _parts(p), "has an empty name"),
    _Check(Refusal.ABSOLUTE_PATH, lambda p, _: p.startswith("/"), "begins at the root of the disk"),
    _Check(
        Refusal.PARENT_FOLDER,
        lambda p, _: not {".", ".."}.isdisjoint(_parts(p)),
        "has `.` or `..` for a folder",
    ),
    _Check(Refusal.BACKSLASH, lambda p, _: "\\" in p, "has a backslash"),
    _Check(Refusal.DRIVE_LETTER, lambda p, _: bool(_DRIVE.match(p)), "begins with a drive letter"),
    _Check(
        Refusal.CONTROL_CHARACTER,
        lambda p, _: (
            not (p.isascii() and p.isprintable())
            and any(unicodedata.category(c) in _UNSEEN for c in p)
        ),
        "has a character that cannot be seen",
    ),
    _Check(
        Refusal.RESERVED_NAME,
        lambda p, _: not _DRIVE.match(p) and any(map(_is_reserved, _parts(p))),
        "has a name that Windows does not take",
    ),
    _Check(
        Refusal.PATH_TOO_LONG,
        lambda p, limits: (
            _bytes(p) > limits.path_bytes
            or any(_bytes(part) > limits.part_bytes for part in _parts(p))
        ),
        "is too long",
        "Shorten the path.",
    ),
    _Check(
        Refusal.TOO_DEEP,
        lambda p, limits: len(_parts(p)) > limits.depth,
        "lies too deep",
        "Use fewer folders.",
    ),
)


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def path_problems(path: str, limits: Limits) -> tuple[ContainerProblem, ...]:
    """Everything that is wrong with one path."""
    return (_remembered if len(path) <= limits.path_bytes else _problems)(path, limits)


def _problems(path: str, limits: Limits) -> tuple[ContainerProblem, ...]:
    return tuple(
        ContainerProblem(check.refusal, f"{shown(path)} {check.fact}", check.hint, path)
        for check in _CHECKS
        if check.is_bad(path, limits)
    )


# Most paths of a release are those of the release before.
_remembered = lru_cache(maxsize=4096)(_problems)


def all_path_problems(
    files: Iterable[str], limits: Limits, folders: Iterable[str] = ()
) -> Iterator[ContainerProblem]:
    """Everything that is wrong with the paths of an archive, each and together.

    Args:
        files: as they come; a path given twice is a problem.
        limits: of one path.
        folders: those that the archive names itself, without a slash at the end.
    """
    times = Counter(files)
    inside = {folder: f"{folder}/\N{FULL STOP}" for folder in folders}  # makes it a folder
    good = set()
    for path in (*times, *inside):
        found = path_problems(path, limits)
        yield from found
        if not found:
            good.add(inside.get(path, path))
    for path, count in times.items():
        if count > 1:
            yield ContainerProblem(
                Refusal.DUPLICATE, f"{shown(path)} is there {count} times", "Keep one.", path
            )
    for first, second in collisions(good):
        yield ContainerProblem(
            Refusal.COLLISION,
            f"{shown(first)} and {shown(second)} are one name on some disks",
            "Rename one of them.",
            second,
        )


def same_path_problems(files: Sequence[str], limits: Limits) -> tuple[ContainerProblem, ...]:
    """As `all_path_problems`, for files that are often those of the release before."""
    return (_kept if len(files) <= _MANY else _all)(tuple(files), limits)


def _all(files: tuple[str, ...], limits: Limits) -> tuple[ContainerProblem, ...]:
    return tuple(all_path_problems(files, limits))


_kept = lru_cache(maxsize=64)(_all)
