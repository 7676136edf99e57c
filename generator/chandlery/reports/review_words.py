"""A review in words, for people: each line is one fact, values in backquotes."""

from collections.abc import Iterator, Mapping
from typing import Final

from chandlery.dialects import DIALECTS
from chandlery.formats import review_v1 as v1
from chandlery.formats.index_v1 import CapabilityChangesEntry, CapabilityEntry

VERDICTS: Final[Mapping[str, str]] = {"ok": "ok", "needs_review": "needs review", "fail": "fail"}
SHORT: Final[Mapping[str, str]] = {"needs_review": "review", "fail": "fail"}
CHECKS: Final[Mapping[str, str]] = {"proved": "x", "failed": "!", "open": " "}
_DIGITS: Final = 12
_MOST: Final = 12
_SUBJECTS: Final = 3


def landing_words(landing: v1.Landing) -> str:
    """What would land on what, and how."""
    head, base = (
        f"{code(item.name)} ({item.commit[:_DIGITS]})" for item in (landing.head, landing.base)
    )
    how = {
        "nothing": "brings nothing that is not there",
        "fast-forward": "lands as it is",
        "merge": "merges cleanly",
        "conflict": "does not merge",
        "unrelated": "has no history in common",
    }[landing.manner]
    return f"{head} onto {base} {how}"


def owner_words(ownership: v1.Ownership) -> Iterator[str]:
    """Whose it is, and who changes it."""
    how = {
        "owner": "an owner",
        "claimed": "an owner, as the commits say, which anybody can write",
        "stranger": "not an owner",
        "unknown": "not known",
        "nobody": "no owner can be told by address or account",
    }[ownership.state]
    yield f"owned by {listed(ownership.owners) or 'nobody that is known'}"
    yield f"changed by {listed(ownership.authors) or 'somebody unknown'}: {how}"


def value_words(change: v1.ValueChange) -> str:
    """One value."""
    if change.was is None:
        return f"{change.what}: {code(change.now or '')}"
    after = f"would be {code(change.now)}" if change.now else "would be gone"
    return f"{change.what}: was {code(change.was)}, {after}"


def list_words(change: v1.ListChange) -> Iterator[str]:
    """What came and went of a list."""
    yield from (f"+ {change.what}: {code(item)}" for item in change.added)
    yield from (f"- {change.what}: {code(item)}" for item in change.removed)


def release_words(release: v1.ReleaseReview) -> str:
    """A release in a line."""
    checked = "whose identity was checked" if release.publisher_verified else "whom nobody checked"
    who = f"published {release.published[:10]} by {code(release.publisher)}, {checked}"
    return f"{release.version} ({release.change}), {who}; {release.governance.now}"


def capability_lines(dialect: v1.DialectReview) -> Iterator[str]:
    """What a release asks for: beyond the one before, or all of it where there is none."""
    if dialect.changes:
        yield f"{title(dialect)}, against {dialect.previous}:"
        lines = [*changed_capabilities(dialect)]
        yield from (f"  {line}" for line in lines or ["asks for nothing more and nothing less"])
    else:
        yield f"{title(dialect)}, which no release before it serves:"
        lines = [f"+ {capability_words(item)}" for item in dialect.capabilities]
        yield from (f"  {line}" for line in lines or ["declares nothing that it touches"])
    yield from (f"  {line}" for item in dialect.lists for line in list_words(item))


def title(dialect: v1.DialectReview) -> str:
    """What people call the ecosystem."""
    known = DIALECTS.get(dialect.dialect)
    return known.title if known else dialect.dialect


def changed_capabilities(dialect: v1.DialectReview) -> Iterator[str]:
    """The difference, what is more first."""
    changes = dialect.changes or CapabilityChangesEntry(previous="")
    for native in changes.added or ():
        declared = [item for item in dialect.capabilities if item.native == native]
        yield from (f"+ {capability_words(item)}" for item in declared)
    for widened in changes.widened or ():
        what = "anything" if not (widened.operations or widened.targets) else ""
        words = (
            f"to {listed(widened.operations)}" if widened.operations else "",
            f"on {listed(widened.targets)}" if widened.targets else what,
        )
        yield f"+ {code(widened.native)} also {' '.join(filter(None, words))}"
    for raised in changes.risk_raised or ():
        yield f"+ {code(raised.native)} is {raised.after} risk instead of {raised.before}"
    yield from (f"+ {code(native)} without a grant" for native in changes.grant_dropped or ())
    if loosened := changes.isolation_loosened:
        yield f"+ its code runs in {loosened.after} instead of {loosened.before}"
    yield from (f"- {code(native)}" for native in changes.removed or ())


def capability_words(item: CapabilityEntry) -> str:
    """One capability as declared."""
    grant = ", needs a grant" if item.grant_required else ""
    words = [code(item.native), f"({item.effect}, {item.risk} risk{grant})"]
    words += [f"to {listed(item.operations)}"] if item.operations else []
    words += [f"on {listed(item.targets)}"] if item.targets else []
    return " ".join(words)


def artifact_words(artifact: v1.ArtifactReview) -> Iterator[str]:
    """One artifact: facts, then files that came and went."""
    name = code(artifact.filename or artifact.format)
    grown = ""
    if artifact.previous_size is not None:
        grown = f" ({artifact.size - artifact.previous_size:+,} against {artifact.previous})"
    yield f"{name}: {artifact.size:,} bytes{grown}, digest {artifact.checked}"
    yield f"  sha256 {artifact.sha256}"
    if artifact.url:
        yield f"  from {code(artifact.url)}"
    for sign, files in (
        ("+", artifact.added),
        ("~", artifact.changed),
        ("-", artifact.removed),
    ):
        yield from (f"  {sign} {code(path)}" for path in (files or [])[:_MOST])
        if files and len(files) > _MOST:
            yield f"  {sign} and {len(files) - _MOST:,} more"


def governance_words(state: v1.Governance) -> Iterator[str]:
    """Where a release stands with the reviewers, and what is still to be shown."""
    was = f", was {state.was}" if state.was and state.was != state.now else ""
    by = f", decided by {code(state.decided_by)}" if state.decided_by else ""
    yield f"review: {state.now}{was}{by}"
    if state.rationale:
        yield f"because: {code(state.rationale)}"
    for item in state.criteria:
        left = "open" if state.now in {"unreviewed", "probationary"} else "not passed"
        passed = f"passed by {listed(item.evidence_ids)}" if item.passed else left
        yield f"criterion {code(item.name)}{'' if item.required else ' (optional)'}: {passed}"
    yield from (f"evidence {code(item)}" for item in state.evidence)
    if state.now in {"unreviewed", "probationary"}:
        yield f"may decide: {listed(state.may_decide)}"


def check_words(item: v1.Check) -> str:
    """A line of a checklist."""
    return f"{item.of}: {item.question} {item.why}"


def subject(review: v1.Review) -> str:
    """What the review is of, in a few words."""
    names = []
    for part in review.parts[:_SUBJECTS]:
        versions = [release.version for release in part.releases][:_SUBJECTS]
        names.append(" ".join([code(part.name), ", ".join(versions)]).rstrip())
    more = len(review.parts) - _SUBJECTS
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def listed(texts: list[str]) -> str:
    """Values, one after the other."""
    return ", ".join(map(code, texts))


def code(text: str) -> str:
    """A value between backquotes; those in it become others that end nothing."""
    return f"`{text.replace('`', 'ˋ')}`" if text else "nothing"
