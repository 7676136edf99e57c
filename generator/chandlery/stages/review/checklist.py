"""What to see to before a release is taken: proved by what was checked, or left to a person."""

from collections.abc import Iterable, Iterator
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.formats import review_v1 as v1
from chandlery.model.marketplace import Release

# Stigmem's questions to an operator (its contract, section 8) that no machine can answer.
_STIGMEM: Final = (
    ("do its docs ask for the capabilities that it declares", "read the README beside the list"),
    ("is each of write, tenant, federation, identity and network needed", "ask where in doubt"),
    ("does it emit audit events for what it changes", "look for them in the source"),
    ("was it tried outside of production", "with signing as in production"),
)


def checklist(
    release: Release, dialects: Iterable[v1.DialectReview], found: Iterable[Diagnostic]
) -> list[v1.Check]:
    """The lines that fit a release.

    Args:
        release: which is looked at.
        dialects: what it asks for in each ecosystem.
        found: what is wrong with its package.
    """
    reviews = {item.dialect: item for item in dialects}
    errors = sorted({item.code for item in found if item.severity is Severity.ERROR})
    return [
        *_of_all(release, errors),
        *(_of_stigmem(release, reviews["stigmem"]) if "stigmem" in reviews else ()),
        *(_of_craik(release) if "craik" in reviews else ()),
    ]


def _of_all(release: Release, errors: list[str]) -> Iterator[v1.Check]:
    sound = "no rule objects" if not errors else f"errors: {', '.join(errors)}"
    yield _answered("catalog", "are its records and files sound", not errors, sound)
    where = release.provenance and release.provenance.repository
    why = f"compare it with `{where}`" if where else "it says nothing of where it was made"
    yield _open("catalog", "is it what its author made", why)


def _of_stigmem(release: Release, review: v1.DialectReview) -> Iterator[v1.Check]:
    signed = [item.signature.key for item in release.artifacts if item.signature]
    by = f"by the key {', '.join(f'`{key}`' for key in signed)}" if signed else "it is not signed"
    yield _open("Stigmem", "is it signed by somebody whom you trust", by)
    if review.previous:
        hooks = [item for item in review.lists if item.added]
        more = review.changes and len(review.changes.model_fields_set) > 1
        same = not hooks and not more
        why = "the same hooks and capabilities" if same else "it asks for more: see above"
        question = f"are hooks, capabilities and identity those of {review.previous}"
        yield _answered("Stigmem", question, True, why) if same else _open("Stigmem", question, why)
    for question, why in _STIGMEM:
        yield _open("Stigmem", question, why)


def _of_craik(release: Release) -> Iterator[v1.Check]:
    current = release.review.current
    if current is None:
        yield _open("Craik", "is it on probation", "open one: new and changed plugins start there")
        return
    for item in current.criteria:
        evidence = ", ".join(f"`{id_}`" for id_ in item.evidence_ids)
        why = f"evidence: {evidence}" if evidence else "no evidence yet"
        asked = f"`{item.name}`{'' if item.required else ' (optional)'}"
        if item.passed and evidence:
            yield _answered("Craik", asked, True, why)
        else:
            yield _open("Craik", asked, why)


def _answered(of: str, question: str, well: bool, why: str) -> v1.Check:
    return v1.Check(of=of, question=question, state="proved" if well else "failed", why=why)


def _open(of: str, question: str, why: str) -> v1.Check:
    return v1.Check(of=of, question=question, state="open", why=why)
