"""Where in a release that stands which a container refuses."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding
from chandlery.containers import ContainerProblem, Refusal
from chandlery.documents import Document, read_json
from chandlery.model.content import is_publishable
from chandlery.records.release import ArtifactRecord

_MANIFEST = "objectstack.plugin.json"
_PROMISED = {Refusal.INTEGRITY_MISMATCH, Refusal.INTEGRITY_MISSING}


def refused_at(release: ReleaseEntry, index: int, problem: ContainerProblem) -> Finding:
    """A finding about the file that is meant, where the catalog keeps it, else about the artifact.

    A digest that is not the file's is meant where the manifest promises it.
    """
    record = release.record.artifacts[index]
    message, hint = problem.message, problem.cure
    if record.source is None:
        return Finding(("artifacts", index, "url"), message, hint)
    if problem.refusal in _PROMISED and (document := _kept_json(release, record, _MANIFEST)):
        return Finding(("integrity", problem.path), message, hint, document=document)
    for path in _candidates(release, record, problem.path):
        document = Document(f"{release.folder}/{path}", b"")
        return Finding((), message, hint, document=document)
    return Finding(("artifacts", index, "source"), message, hint)


def _candidates(release: ReleaseEntry, record: ArtifactRecord, member: str) -> Iterator[str]:
    """The file of the source that can be what is called so in the artifact, if there is one.

    A container may have it in a folder more, as the plugin is called, or less, without ``src/``.
    """
    folder = record.source or ""
    known = [entry.path for entry in release.source if entry.path.startswith(folder)]
    names = [f"{folder}{path}" for path in (member, member.partition("/")[2]) if path]
    ends = [path for path in known if member and path.endswith(f"/{member}")]
    found = [path for path in names if path in known] or (ends if len(ends) == 1 else [])
    yield from (path for path in found[:1] if is_publishable(path))


def _kept_json(release: ReleaseEntry, record: ArtifactRecord, member: str) -> Document | None:
    for path in _candidates(release, record, member):
        whole = f"{release.folder}/{path}"
        return read_json(whole, release.read(path)).document
    return None
