"""The files of a release → the container that a client wants, the same bytes on every machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from chandlery.containers import osplugin, wheel
from chandlery.containers.limits import LIMITS, Limits
from chandlery.containers.members import Contents, Member, in_order, too_much
from chandlery.containers.paths import same_path_problems
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.containers.read import JSON_MEMBER, json_problems
from chandlery.containers.tarball import gzip_stored, split_name, tar
from chandlery.containers.ziparchive import zip_stored
from chandlery.positions.parts import LONE_SURROGATE
from chandlery.records.release import ArtifactFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An artifact, or why there is none: where there are problems, everything else is empty.

    Attributes:
        filename: the native one, unless the release's record gives another.
        members: what the artifact unpacks to.
    """

    data: bytes = field(default=b"", repr=False)
    filename: str = ""
    members: tuple[Member, ...] = ()
    problems: tuple[ContainerProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """How one format is made.

    Attributes:
        arrange: name, version and source → the members, in the order of the archive.
        write: members → bytes.
        filename: name, version and members → the native file name.
        fits: whether the container can hold a path.
    """

    arrange: Callable[[str, str, Sequence[Member]], Contents]
    write: Callable[[Sequence[Member]], bytes]
    filename: Callable[[str, str, Sequence[Member]], str]
    fits: Callable[[str], bool] = bool


def pack_members(
    format_: ArtifactFormat,
    name: str,
    version: str,
    members: Sequence[Member],
    limits: Limits = LIMITS,
) -> Packed:
    """Pack the files of a source.

    Args:
        format_: the container.
        name: what the ecosystem calls the package.
        version: of the release.
        members: the files, by their paths in the source.
        limits: what our own reader would refuse is not packed either.
    """
    recipe = _RECIPES.get(format_)
    if recipe is None:
        message = f"{format_.value} is not packed from a source"
        return _refused([ContainerProblem(Refusal.NOT_PACKED, message, "Give its `url`.")])
    if problems := _source_problems(members, limits):
        return _refused(problems)
    arranged = recipe.arrange(name, version, members)
    if arranged.problems:
        return _refused(arranged.problems)
    if problems := _member_problems(arranged.members, recipe, limits):
        return _refused(problems)
    data = recipe.write(arranged.members)
    if len(data) > limits.archive_bytes:
        message = f"the artifact has {len(data)} bytes; {limits.archive_bytes} are the most"
        return _refused([ContainerProblem(Refusal.TOO_LARGE, message, "Leave something out.")])
    filename = recipe.filename(name, version, arranged.members)
    return Packed(data=data, filename=filename, members=arranged.members)


def _refused(problems: Sequence[ContainerProblem]) -> Packed:
    return Packed(problems=tuple(problems))


def _source_problems(members: Sequence[Member], limits: Limits) -> list[ContainerProblem]:
    found = list(too_much([len(member.data) for member in members], limits))
    for member in members:
        if LONE_SURROGATE.search(member.path):
            message = f"the name {shown(member.path)} is not UTF-8"
            found.append(
                ContainerProblem(Refusal.BAD_ENCODING, message, "Rename the file.", member.path)
            )
    return found


def _member_problems(
    members: Sequence[Member], recipe: _Recipe, limits: Limits
) -> list[ContainerProblem]:
    if not members:
        return [ContainerProblem(Refusal.EMPTY, "there are no files to pack", "Add the files.")]
    found = [*same_path_problems([member.path for member in members], limits)]
    if not found:
        found += [_does_not_fit(item.path) for item in members if not recipe.fits(item.path)]
    return found


def _does_not_fit(path: str) -> ContainerProblem:
    message = f"{shown(path)} is too long for the container's header"
    return ContainerProblem(Refusal.PATH_TOO_LONG, message, "Shorten the path.", path)


def _below_name(name: str, version: str, members: Sequence[Member]) -> Contents:  # noqa: ARG001
    """Everything in one folder that is called as the plugin."""
    below = [Member(f"{name}/{item.path}", item.data, item.executable) for item in members]
    return Contents(tuple(in_order(below)))


def _one_document(name: str, version: str, members: Sequence[Member]) -> Contents:  # noqa: ARG001
    """One JSON file, byte for byte, whatever it was called."""
    if len(members) != 1:
        message = f"the artifact is one JSON file, and there are {len(members)}"
        hint = "Name the file in `source`."
        return Contents(problems=(ContainerProblem(Refusal.NOT_ONE_FILE, message, hint),))
    member = Member(JSON_MEMBER, members[0].data)
    return Contents.of([member], json_problems(member))


def _named(suffix: str) -> Callable[[str, str, Sequence[Member]], str]:
    return lambda name, version, _: f"{name}-{version}.{suffix}"


def _tar_gz(suffix: str) -> _Recipe:
    return _Recipe(
        arrange=_below_name,
        write=lambda members: gzip_stored(tar(members)),
        filename=_named(suffix),
        fits=lambda path: split_name(path) is not None,
    )


# Which members a format takes, and how they are written.  An sdist is its author's to make.
_RECIPES: Mapping[ArtifactFormat, _Recipe] = MappingProxyType(
    {
        ArtifactFormat.TAR_GZ: _tar_gz("tar.gz"),
        ArtifactFormat.TGZ: _tar_gz("tgz"),
        ArtifactFormat.ZIP: _Recipe(arrange=_below_name, write=zip_stored, filename=_named("zip")),
        ArtifactFormat.OSPLUGIN: _Recipe(
            arrange=lambda name, version, members: osplugin.arrange(members),  # noqa: ARG005
            write=lambda members: gzip_stored(tar(members)),
            filename=_named("osplugin"),
            fits=osplugin.fits,
        ),
        ArtifactFormat.WHEEL: _Recipe(
            arrange=lambda name, version, members: wheel.arrange(members, version),  # noqa: ARG005
            write=zip_stored,
            filename=lambda name, version, members: wheel.file_name(members),  # noqa: ARG005
        ),
        ArtifactFormat.JSON: _Recipe(
            arrange=_one_document,
            write=lambda members: members[0].data,
            filename=_named("json"),
        ),
    }
)
