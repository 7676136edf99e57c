"""Releases → verified artifacts: pack or fetch each one, and hold it against its pins.

A pin that does not hold is a diagnostic, never a silent re-publication.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chandlery.catalog import ArtifactEntry, PublisherEntry, ReleaseEntry
from chandlery.checks import Finding, Rule
from chandlery.containers import (
    MAX_DOCUMENT_BYTES,
    ContainerProblem,
    Member,
    metadata_in,
    unpack,
)
from chandlery.diagnostics import Diagnostic, Outcome, has_errors
from chandlery.dialects import DIALECTS
from chandlery.differences import first_difference
from chandlery.documents import Route, read_json
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Artifact
from chandlery.records.release import ArtifactFormat, ArtifactRecord
from chandlery.rules import pins
from chandlery.rules.artifact import RULE_OF
from chandlery.stages.artifact_files import Fetch, Verified, of_packed, pack_source
from chandlery.stages.contents import examine, fetched, kept
from chandlery.stages.filenames import name_findings, name_in
from chandlery.stages.formats import format_problems
from chandlery.stages.pinned import Made, pin_problems
from chandlery.stages.refusals import refused_at
from chandlery.stages.signatures import signature_problems


class DownloadRefused(Exception):  # noqa: N818 - it reads as what happened
    """What a `Fetch` raises; `world` tells a host that does not answer from a wrong answer."""

    def __init__(self, message: str, hint: str, *, world: bool) -> None:
        super().__init__(message)
        self.hint = hint
        self.world = world


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """An artifact's bytes and what is in them."""

    data: bytes = field(repr=False)
    filename: str
    members: tuple[Member, ...] = ()


def verify(
    release: ReleaseEntry,
    fetch: Fetch,
    publisher: PublisherEntry | None = None,
    keep: Keep | None = None,
) -> Outcome[Verified]:
    """Pack or fetch the artifacts of one release, and verify each: all facts, and no bytes.

    Args:
        release: whose artifacts are meant.
        fetch: where those come from that the catalog does not hold.
        publisher: whose keys the signatures are held against; without one they are not.
        keep: takes the bytes of what was packed and is as it was pinned; without it no file comes
            of the look, and `publishable` gives all of them.
    """
    artifacts: list[Artifact] = []
    files: list[PublishedFile] = []
    all_made: list[Made] = []
    diagnostics: list[Diagnostic] = []
    for index, record in enumerate(release.record.artifacts):
        attempt = _Attempt(release, index, record, fetch)
        opened = attempt.open()
        diagnostics += attempt.found
        if opened is None:
            continue
        entry = ArtifactEntry(release=release, index=index, members=opened.members)
        if record.url is not None:
            diagnostics += examine(fetched(release, entry.route, opened.members))
        diagnostics += _judged(entry)
        checked = [*attempt.check(opened), *signature_problems(entry, opened.data, publisher)]
        diagnostics += checked
        made = Made.of(index, record, opened.filename, opened.data, opened.members)
        all_made.append(made)
        if made.holds and not has_errors(checked):
            artifacts.append(artifact := attempt.artifact(opened))
            if keep is not None and record.url is None:
                files += of_packed(artifact, opened.data, keep)
    diagnostics += pin_problems(release, all_made)
    diagnostics += [*format_problems(release), *examine(kept(release))]
    return Outcome(Verified(artifacts=tuple(artifacts), files=tuple(files)), tuple(diagnostics))


def _judged(entry: ArtifactEntry) -> Iterator[Diagnostic]:
    """Ask the rules of every ecosystem that the release serves and whose client takes this."""
    for native in entry.release.manifests:
        dialect = DIALECTS[native.dialect]
        if entry.record.format in dialect.formats:
            for rule in dialect.artifact_rules:
                yield from rule.run(entry.release.document, entry)


class _Attempt:
    """One artifact on its way from record to verified bytes."""

    def __init__(
        self, release: ReleaseEntry, index: int, record: ArtifactRecord, fetch: Fetch
    ) -> None:
        self._release = release
        self._index = index
        self._route: Route = ("artifacts", index)
        self._record = record
        self._fetch = fetch
        self.found: list[Diagnostic] = []

    def open(self) -> _Opened | None:
        record = self._record
        if (record.source is None) == (record.url is None):
            self._say(
                pins.NO_SOURCE,
                (),
                "the artifact has "
                + ("both" if record.source else "neither")
                + " `source` and `url`",
                "Keep one of the two.",
            )
            return None
        return self._packed() if record.url is None else self._fetched(record.url)

    def _packed(self) -> _Opened | None:
        packed = pack_source(self._release, self._record.format, self._record.source or "source/")
        if packed.problems:
            self._refuse(packed.problems)
            return None
        return _Opened(
            data=packed.data,
            filename=self._record.filename or packed.filename,
            members=packed.members,
        )

    def _fetched(self, url: str) -> _Opened | None:
        record = self._record
        try:
            data = self._fetch(url, sha256=record.sha256, size=record.size)
        except DownloadRefused as refusal:
            rule = pins.UNREACHABLE if refusal.world else pins.REFUSED_DOWNLOAD
            self._say(rule, ("url",), str(refusal), refusal.hint)
            return None
        unpacked = unpack(record.format, data)
        if unpacked.problems:
            self._refuse(unpacked.problems)
            return None
        return _Opened(
            data=data, filename=record.filename or name_in(url), members=unpacked.members
        )

    def check(self, opened: _Opened) -> list[Diagnostic]:
        """Hold the files against the catalog's manifests, and the name against the rest."""
        before = len(self.found)
        self._check_manifests(opened)
        for rule, finding in name_findings(self._release, self._record.format, opened.filename):
            self._say(rule, finding.route, finding.message, finding.hint)
        return self.found[before:]

    def _check_manifests(self, opened: _Opened) -> None:
        content = {member.path: member.data for member in opened.members}
        for native in self._release.manifests:
            dialect = DIALECTS[native.dialect]
            if self._record.format not in dialect.formats:
                continue
            name = self._release.native_name(native.dialect)
            path = dialect.member(name, self._record.format)
            if path is None:
                continue
            if path not in content:
                self._say(
                    pins.MANIFEST_MISSING,
                    (),
                    f"{opened.filename} has no `{path}`, where {dialect.title} looks for it",
                    "Put the manifest into the source at that place.",
                )
            elif content[path] != native.document.data:
                theirs = read_json(path, content[path]).document
                route = first_difference(native.document.value, theirs.value if theirs else None)
                message = f"the manifest differs from `{path}` in {opened.filename}"
                finding = Finding(route, message, "Make both the same bytes.")
                self.found.append(pins.MANIFEST_DIFFERS.report(native.document, finding))

    def artifact(self, opened: _Opened) -> Artifact:
        """The facts of a verified artifact; its address is known when the base URL is."""
        record = self._record
        document = None
        if record.format is ArtifactFormat.JSON:
            reading = read_json(opened.filename, opened.data, MAX_DOCUMENT_BYTES)
            document = reading.usable.value if reading.usable else None
        return Artifact(
            format=record.format,
            filename=opened.filename,
            path=f"artifacts/{record.sha256[:12]}/{opened.filename}",
            url="",
            sha256=record.sha256,
            size=record.size,
            tree=record.tree,
            dialects=tuple(
                native.dialect
                for native in self._release.manifests
                if record.format in DIALECTS[native.dialect].formats
            ),
            signature=record.signature,
            core_metadata=metadata_in(opened.members)
            if record.format is ArtifactFormat.WHEEL
            else None,
            document=document,
        )

    def _refuse(self, problems: Iterable[ContainerProblem]) -> None:
        for problem in problems:
            finding = refused_at(self._release, self._index, problem)
            self.found.append(RULE_OF[problem.refusal].report(self._release.document, finding))

    def _say(self, rule: Rule, route: Route, message: str, hint: str) -> None:
        finding = Finding((*self._route, *route), message, hint)
        self.found.append(rule.report(self._release.document, finding))
