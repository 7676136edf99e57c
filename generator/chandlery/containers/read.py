"""An archive from somewhere else → its files, or why not."""

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from chandlery.containers import osplugin, wheel
from chandlery.containers.limits import LIMITS, Limits
from chandlery.containers.members import Contents, Member
from chandlery.containers.problems import ContainerProblem, Refusal, Unreadable
from chandlery.containers.untar import gunzip, headers, read_tar
from chandlery.containers.unzip import read_zip
from chandlery.records.release import ArtifactFormat

# A `json` artifact is one file; it has no name inside, and this one stands in the tree digest.
JSON_MEMBER = "objectstack.json"
# It is parsed whole, here and by every host.
MAX_DOCUMENT_BYTES = 16 * 1024 * 1024


def unpack(format_: ArtifactFormat, data: bytes, limits: Limits = LIMITS) -> Contents:
    """Take an archive apart in memory.  Never raises for what is in it.

    Everything that is found wrong is said, except behind a damage or a limit that ends the reading.
    """
    if len(data) > limits.archive_bytes:
        message = f"the archive has {len(data)} bytes; {limits.archive_bytes} are the most"
        return Contents(problems=(ContainerProblem(Refusal.TOO_LARGE, message),))
    try:
        contents = _READERS[format_](data, limits)
    except Unreadable as unreadable:
        return Contents(problems=(unreadable.problem,))
    if not contents.members and not contents.problems:
        return Contents(problems=(ContainerProblem(Refusal.EMPTY, "the archive has no files"),))
    return contents


def _tar_gz(data: bytes, limits: Limits) -> Contents:
    return read_tar(headers(gunzip(data, limits)), limits)


def _osplugin(data: bytes, limits: Limits) -> Contents:
    found = list(headers(gunzip(data, limits)))
    problems = list(osplugin.header_problems(found))
    contents = read_tar(found, limits)
    problems += contents.problems
    if not contents.problems:
        problems += osplugin.content_problems(contents.members)
    return Contents.of(contents.members, problems)


def _wheel(data: bytes, limits: Limits) -> Contents:
    contents = read_zip(data, limits)
    return Contents.of(contents.members, (*contents.problems, *wheel.problems(contents.members)))


def _json(data: bytes, limits: Limits) -> Contents:  # noqa: ARG001 - bounded as a whole
    member = Member(JSON_MEMBER, data)
    return Contents.of([member], json_problems(member))


def json_problems(member: Member) -> tuple[ContainerProblem, ...]:
    """Why a file is not a JSON document."""
    if len(member.data) > MAX_DOCUMENT_BYTES:
        message = f"the document has {len(member.data)} bytes; {MAX_DOCUMENT_BYTES} are the most"
        return (ContainerProblem(Refusal.TOO_LARGE, message, "Leave data out.", member.path),)
    try:
        json.loads(member.data.decode())
    except (ValueError, RecursionError) as error:
        message = f"{member.path} is not JSON: {error}"
        return (ContainerProblem(Refusal.NOT_JSON, message, path=member.path),)
    return ()


def wheel_metadata(data: bytes, limits: Limits = LIMITS) -> bytes:
    """The METADATA of a wheel, which installers may fetch alone (PEP 658).

    Raises:
        ValueError: it is no wheel that `unpack` takes.
    """
    contents = unpack(ArtifactFormat.WHEEL, data, limits)
    metadata = metadata_in(contents.members)
    if metadata is None:
        msg = f"not a wheel: {[problem.message for problem in contents.problems]}"
        raise ValueError(msg)
    return metadata


def metadata_in(members: Iterable[Member]) -> bytes | None:
    """The METADATA among the files of a wheel."""
    for member in members:
        folder, _, name = member.path.partition("/")
        if folder.endswith(".dist-info") and name == "METADATA":
            return member.data
    return None


_READERS: Mapping[ArtifactFormat, Callable[[bytes, Limits], Contents]] = MappingProxyType(
    {
        ArtifactFormat.TAR_GZ: _tar_gz,
        ArtifactFormat.TGZ: _tar_gz,
        ArtifactFormat.SDIST: _tar_gz,
        ArtifactFormat.ZIP: read_zip,
        ArtifactFormat.OSPLUGIN: _osplugin,
        ArtifactFormat.WHEEL: _wheel,
        ArtifactFormat.JSON: _json,
    }
)
