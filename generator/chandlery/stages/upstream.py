"""What others released → the files of a release: which version it is, what it says of itself."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chandlery.containers import Member, tree_digest, unpack, wheel_metadata
from chandlery.dialects import DIALECTS
from chandlery.formats.canonical import readable
from chandlery.model.marketplace import Kind
from chandlery.quoting import quoted
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat
from chandlery.rules.versions import is_version
from chandlery.stages.draft import NotReleasable
from chandlery.stages.filenames import name_in
from chandlery.trees import Entry, Mode, Tree

# By the end of a file's name, the longer first.
_ENDINGS: Final[Mapping[str, tuple[ArtifactFormat, ...]]] = {
    ".osplugin": (ArtifactFormat.OSPLUGIN,),
    ".tar.gz": (ArtifactFormat.TAR_GZ, ArtifactFormat.SDIST),
    ".json": (ArtifactFormat.JSON,),
    ".tgz": (ArtifactFormat.TGZ,),
    ".whl": (ArtifactFormat.WHEEL,),
    ".zip": (ArtifactFormat.ZIP,),
}
_CHANGELOGS: Final = ("changelog.md", "changes.md", "history.md", "news.md", "changelog")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE: Final = re.compile(r"[ ]{0,3}(```|~~~)")
_MOST_NOTES: Final = 20_000
_VERSION_AT_END: Final = re.compile(
    r"(?:^|[^0-9.])v?([0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """An artifact that somebody else hosts, taken apart.

    Attributes:
        manifests: what it holds of them, by dialect.
    """

    url: str
    format: ArtifactFormat
    data: bytes = field(repr=False)
    members: tuple[Member, ...] = field(repr=False)
    manifests: Mapping[str, bytes]

    def pin(self) -> dict[str, Any]:
        """What ``release.json`` says of it."""
        return {
            "format": self.format.value,
            "url": self.url,
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "size": len(self.data),
            "tree": tree_digest(self.members),
        }


def opened(url: str, data: bytes, kind: Kind, package: str, listing: Listing) -> Upstream:
    """Take an artifact apart, by the name that its address gives it.

    Raises:
        NotReleasable: it is none of the formats, or cannot be read as the one that it seems.
    """
    formats = formats_of(url)
    found: list[Upstream] = []
    for format_ in formats:
        contents = unpack(format_, data)
        if contents.problems:
            told = "; ".join(problem.message for problem in contents.problems[:3])
            raise NotReleasable(
                f"{url} cannot be taken as {format_.value}: {told}", contents.problems[0].cure
            )
        held = dict(_held(format_, contents.members, kind, package, listing))
        found.append(
            Upstream(url=url, format=format_, data=data, members=contents.members, manifests=held)
        )
    return next((item for item in found if item.manifests), found[-1])


def formats_of(url: str) -> tuple[ArtifactFormat, ...]:
    """What a file may be, by what its address calls it.

    Raises:
        NotReleasable: that says nothing.
    """
    name = name_in(url)
    for ending, formats in _ENDINGS.items():
        if name.endswith(ending):
            return formats
    raise NotReleasable(
        f"{url} does not say what it is",
        f"Give an address that ends in one of {', '.join(sorted(_ENDINGS))}.",
    )


def _held(
    format_: ArtifactFormat,
    members: Iterable[Member],
    kind: Kind,
    package: str,
    listing: Listing,
) -> Iterator[tuple[str, bytes]]:
    """The manifests that lie where their clients look for them."""
    content = {member.path: member.data for member in members}
    for name, dialect in sorted(DIALECTS.items()):
        if kind in dialect.manifests and format_ in dialect.formats:
            path = dialect.member(listing.names.get(name, package), format_)
            if path in content:
                yield name, content[path]


def wheel_version(artifacts: Iterable[Upstream]) -> str:
    """The version that a wheel says that it has, or ``""`` where there is no wheel."""
    for item in artifacts:
        if item.format is ArtifactFormat.WHEEL:
            for line in wheel_metadata(item.data).decode("utf-8", "replace").splitlines():
                if line.startswith("Version:"):
                    return line.removeprefix("Version:").strip()
    return ""


def agreed_manifests(artifacts: Iterable[Upstream]) -> dict[str, bytes]:
    """The manifests of all artifacts, of which none contradicts another.

    Raises:
        NotReleasable: two of them do.
    """
    found: dict[str, bytes] = {}
    for item in artifacts:
        for name, data in item.manifests.items():
            if found.setdefault(name, data) != data:
                raise NotReleasable(
                    f"{item.url} has another manifest for {name} than the artifact before it",
                    "Give artifacts of one release.",
                )
    return found


def release_files(
    record: Mapping[str, Any], artifacts: Iterable[Upstream], manifests: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The files of a release whose artifacts all lie elsewhere."""
    whole = {**record, "artifacts": [item.pin() for item in artifacts]}
    return {
        "release.json": readable(whole),
        **{f"{name}.json": data for name, data in manifests.items()},
    }


def version_in_tag(tag: str) -> str:
    """The version that a tag names: ``v1.2.0``, ``tidy-1.2.0``, ``tidy/v1.2.0``; else ``""``."""
    match = _VERSION_AT_END.search(tag)
    return match[1] if match and is_version(match[1]) else ""


def refuse_other_version(tag: str, version: str) -> None:
    """See that a tag is of the version that its files say.

    Raises:
        NotReleasable: it names another.
    """
    named = version_in_tag(tag)
    if named and named != version:
        raise NotReleasable(
            f"the tag is {quoted(tag)}, and the manifests in it say {quoted(version)}",
            "Take the tag whose files have its version, or have upstream correct them.",
        )


def notes_in(files: Mapping[str, bytes], version: str) -> str | None:
    """What a changelog among some files says of a version."""
    by_name = {path.lower(): data for path, data in files.items() if "/" not in path}
    for name in _CHANGELOGS:
        if name in by_name:
            return section(by_name[name].decode("utf-8", "replace"), version)
    return None


def changelogs(paths: Iterable[str]) -> list[str]:
    """Which of some paths are changelogs."""
    return [path for path in paths if path.lower() in _CHANGELOGS]


def section(text: str, version: str) -> str | None:
    """The section of a changelog in Markdown whose heading names the version; `None` for none."""
    wanted = re.compile(
        rf"(?<![0-9A-Za-z.+-])v?{re.escape(version)}(?![0-9A-Za-z+-]|\.[0-9A-Za-z])"
    )
    depth, lines, fence = 0, [], ""
    for line in text.splitlines():
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading and depth and len(heading[1]) <= depth:
            break
        if depth:
            lines.append(line.rstrip())
        elif heading and wanted.search(heading[2]):
            depth = len(heading[1])
    found = "\n".join(lines).strip()
    return found[:_MOST_NOTES] or None


class Part:
    """The files of a tree below one of its folders, without some of them.  See `Tree`."""

    def __init__(self, tree: Tree, folder: str, without: Iterable[str]) -> None:
        self._tree = tree
        self._begin = f"{folder.strip('/')}/" if folder.strip("/") else ""
        self._without = tuple(path.strip("/") for path in without)

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        return tuple(
            Entry(path, entry.mode, entry.size)
            for entry in self._tree.entries()
            if entry.path.startswith(self._begin)
            and not self._is_left_out(path := entry.path.removeprefix(self._begin))
        )

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        return self._tree.read(self._begin + path)

    def _is_left_out(self, path: str) -> bool:
        return any(path == name or path.startswith(f"{name}/") for name in self._without)


def refuse_size(tree: Tree, most: int) -> None:
    """See that a tree is not too large to be read.

    Raises:
        NotReleasable: it is.
    """
    size = sum(entry.size for entry in tree.entries() if entry.mode is not Mode.GITLINK)
    if size > most:
        raise NotReleasable(
            f"the files have {size} bytes, and a release may have {most}",
            "Name the folder that is meant with --path, or leave files out with --without.",
        )
