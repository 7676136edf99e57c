"""Why a change is not simply *ok*: each reason is a fact in a sentence, and a word for programs."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.dialects import DIALECTS
from chandlery.formats import review_v1 as v1
from chandlery.formats.index_v1 import CapabilityChangesEntry
from chandlery.model.governance import Availability
from chandlery.quoting import quoted
from chandlery.rules.pins import WORLD_CODES
from chandlery.stages.review.belonging import impostors
from chandlery.stages.review.proposal import Proposal
from chandlery.stages.scope import unit_of

_PACKAGES: Final = {"plugin", "adapter", "integration"}
_SHOWN: Final = 4
_ACTS: Final = tuple(Availability)  # the stronger later


def verdict_of(reasons: Iterable[v1.Reason]) -> v1.Verdict:
    """The worst of some reasons."""
    found = {reason.verdict for reason in reasons}
    return "fail" if "fail" in found else "needs_review" if found else "ok"


def part_reasons(proposal: Proposal, part: v1.Part) -> Iterator[v1.Reason]:
    """Why one part needs a look or cannot land."""
    yield from _found(proposal, part)
    yield from _belonging(part)
    if part.kind in _PACKAGES:
        yield from _package(proposal, part)
    elif part.kind == "publisher" and part.change == "added":
        yield _review("new-publisher", f"{quoted(part.name)} is a new publisher")
    elif part.kind == "settings":
        yield _review("settings", "the settings of the marketplace change for everything in it")
    for change in part.values:
        if change.review and part.kind != "settings":
            words = f"{change.what} was {_of(change.was)} and would be {_of(change.now)}"
            yield _review(change.what.partition(":")[0], words)
    for item in part.lists:
        if item.review and (part.change != "added" or part.kind not in _PACKAGES):
            yield _review(item.what, f"{item.what}: {_listed(item.added)} would be new")


def whole_reasons(proposal: Proposal, parts: Iterable[v1.Part]) -> Iterator[v1.Reason]:
    """Why the whole needs a look, beside its parts."""
    told = {part.path for part in parts}
    errors = [item for item in proposal.found if item.severity is Severity.ERROR]
    yield from _wrong([item for item in errors if unit_of(item.file) not in told])
    if outside := proposal.landing.outside:
        yield _review("outside", f"files outside of the catalog change too: {_listed(outside)}")
    if proposal.not_checked:
        yield _review("not-checked", f"{len(proposal.not_checked)} checks could not run")


def landing_reasons(landing: v1.Landing) -> Iterator[v1.Reason]:
    """Why nothing can be said of what would land."""
    if landing.manner == "conflict":
        where = _listed(landing.conflicts)
        yield _fail("conflict", f"it does not merge into {quoted(landing.base.name)}: {where}")
    if landing.manner == "unrelated":
        yield _fail("unrelated", f"it has no history in common with {quoted(landing.base.name)}")


def _found(proposal: Proposal, part: v1.Part) -> Iterator[v1.Reason]:
    errors = [
        item
        for item in proposal.found
        if item.severity is Severity.ERROR and unit_of(item.file) == part.path
    ]
    yield from _wrong(errors)


def _wrong(errors: list[Diagnostic]) -> Iterator[v1.Reason]:
    world = [item for item in errors if item.code in WORLD_CODES]
    # What must never be comes before what merely is wrong.
    ranked = sorted(errors, key=lambda item: not item.code.startswith("GOV04"))
    if real := [item for item in ranked if item.code not in WORLD_CODES]:
        more = f"; and {_errors(len(real) - 1)} more" if len(real) > 1 else ""
        yield _fail("findings", f"{real[0].code}: {real[0].message}{more}")
    if world:
        yield _review("not-checked", f"{len(world)} artifacts could not be fetched")


def _belonging(part: v1.Part) -> Iterator[v1.Reason]:
    if part.ownership is None:
        return
    owners, authors = (_listed(item) for item in (part.ownership.owners, part.ownership.authors))
    match part.ownership.state:
        case "stranger":
            whose = f"what belongs to {owners}" if owners else "what nobody is named for"
            yield _review("ownership", f"{authors} would change {whose}")
        case "unknown":
            yield _review("ownership", "nobody knows who makes the change")
        case "nobody":
            yield _review("ownership", "its records name no address and no account of an owner")


def _package(proposal: Proposal, part: v1.Part) -> Iterator[v1.Reason]:
    if part.change == "added":
        yield _review("first-submission", f"{quoted(part.name)} is new in the catalog")
    if part.change == "removed":
        yield _review("removed", f"{quoted(part.name)} would be gone")
    for release in part.releases:
        yield from _release(proposal, part, release)


def _release(proposal: Proposal, part: v1.Part, release: v1.ReleaseReview) -> Iterator[v1.Reason]:
    if release.change == "added":
        known = any(release.publisher == name for name in _publishers_before(proposal, part))
        if not release.publisher_verified and not known:
            said = f"nobody has checked who {quoted(release.publisher)} is"
            yield _review("unverified-publisher", f"{release.version}: {said}")
        if impostors(proposal, release.publisher) and part.change == "added":
            said = f"the author is not the publisher {quoted(release.publisher)}"
            yield _review("ownership", f"{release.version}: {said}")
        for dialect in release.dialects:
            yield from _dialect(release, dialect)
    yield from _signed(release)
    state = release.governance
    if state.now == "promoted" != state.was:
        before = f" was {state.was} and" if state.was else ""
        yield _review("promotion", f"{release.version}{before} would be promoted")
    was, now = release.availability_was, release.availability
    if was and _ACTS.index(now) < _ACTS.index(was):
        yield _review("availability", f"{release.version} was {was} and would be {now}")


def _publishers_before(proposal: Proposal, part: v1.Part) -> Iterator[str]:
    for package in proposal.was.packages:
        if package.folder == part.path:
            yield from (release.record.publisher for release in package.releases)


def _dialect(release: v1.ReleaseReview, dialect: v1.DialectReview) -> Iterator[v1.Reason]:
    title = DIALECTS[dialect.dialect].title
    if dialect.changes:
        if more := [*wider(dialect.changes)]:
            asks = f"asks for more than {dialect.previous}"
            yield _review(
                "capabilities", f"{release.version} for {title} {asks}: {'; '.join(more)}"
            )
    elif dialect.capabilities:
        yield _review("new-ecosystem", f"{release.version} is the first release for {title}")
    for item in dialect.lists:
        if item.review:
            said = _listed(item.added) if item.added else "everybody"
            yield _review(
                item.what, f"{release.version} for {title}: {item.what}: {said} would be new"
            )


def wider(changes: CapabilityChangesEntry) -> Iterator[str]:
    """What a manifest asks for beyond the one before, in words."""
    yield from (f"adds {quoted(native)}" for native in changes.added or ())
    for widened in changes.widened or ():
        operations, targets = (_listed(item) for item in (widened.operations, widened.targets))
        what = " on ".join(filter(None, (operations and f"to {operations}", targets)))
        yield f"widens {quoted(widened.native)} {what or 'to anything'}"
    for raised in changes.risk_raised or ():
        yield f"{quoted(raised.native)} is {raised.after} risk, was {raised.before}"
    yield from (f"{quoted(native)} needs no grant" for native in changes.grant_dropped or ())
    if loosened := changes.isolation_loosened:
        yield f"its code runs in {loosened.after}, ran in {loosened.before}"


def _signed(release: v1.ReleaseReview) -> Iterator[v1.Reason]:
    for artifact in release.artifacts:
        if artifact.signer_was and artifact.signer_was != artifact.signature:
            key = artifact.signature
            signer = f"be signed with key {quoted(key)}" if key else "not be signed"
            said = f"was signed with key {quoted(artifact.signer_was)}, and would {signer}"
            yield _review("signer", f"{release.version}: the {artifact.format} {said}")


def _errors(count: int) -> str:
    return f"{count:,} error{'s' * (count != 1)}"


def _of(text: str | None) -> str:
    return quoted(text) if text else "absent"


def _listed(texts: list[str]) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(quoted(text, 120) for text in texts[:_SHOWN]) + more


def _review(what: str, message: str) -> v1.Reason:
    return _reason("needs_review", what, message)


def _fail(what: str, message: str) -> v1.Reason:
    return _reason("fail", what, message)


def _reason(verdict: Literal["needs_review", "fail"], what: str, message: str) -> v1.Reason:
    return v1.Reason(verdict=verdict, what=what.replace(" ", "-"), message=message)
