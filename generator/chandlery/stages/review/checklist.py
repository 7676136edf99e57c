"""What to see to before a release is taken: proved by what was checked, or left to a person."""

from collections.abc import Iterable, Iterator
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.formats import review_v1 as v1
from chandlery.model.marketplace import Release

# Stigmem's questions to an operator (its contract, section 8) that no machine can answer.
_STIGMEM: Final = (
    ("Do the declared capabilities fit what its docs say?", "Read the README beside the list."),
    ("Is each of write, tenant, federation, identity and network needed?", "Ask where in doubt."),
    ("Does it emit audit events for what it changes?", "Look for them in the source."),
    ("Was it tried outside of production?", "With signing as in production."),
)


def checklist(
    release: Release,
    dialects: Iterable[v1.DialectReview],
    found: Iterable[Diagnostic],
    *,
    altered: bool,
) -> list[v1.Check]:
    """The lines that fit a release.

    Args:
        release: which is looked at.
        dialects: what it asks for in each ecosystem.
        found: what is wrong with its package.
        altered: whether its own files are not what was looked at before.
    """
    reviews = {item.dialect: item for item in dialects}
    errors = sorted({item.code for item in found if item.severity is Severity.ERROR})
    return [
        *_of_all(release, errors),
        *(_of_stigmem(release, reviews["stigmem"]) if "stigmem" in reviews else ()),
        *(_of_craik(release, altered=altered) if "craik" in reviews else ()),
    ]


def _of_all(release: Release, errors: list[str]) -> Iterator[v1.Check]:
    sound = "No rule objects." if not errors else f"Errors: {', '.join(errors)}."
    yield _answered("Catalog", "Are its records and files sound?", not errors, sound)
    where = release.provenance and release.provenance.repository
    why = f"Compare it with `{where}`." if where else "It does not say where it was made."
    yield _open("Catalog", "Is it what its author made?", why)


def _of_stigmem(release: Release, review: v1.DialectReview) -> Iterator[v1.Check]:
    signed = [item.signature.key for item in release.artifacts if item.signature]
    by = f"By the key {', '.join(f'`{key}`' for key in signed)}." if signed else "It is not signed."
    yield _open("Stigmem", "Is it signed by somebody whom you trust?", by)
    if review.previous:
        hooks = [item for item in review.lists if item.added]
        more = review.changes and review.changes.plain().keys() - {"previous"}
        same = not hooks and not more
        why = "The same hooks and capabilities." if same else "It asks for more: see above."
        question = f"Are hooks, capabilities and identity those of {review.previous}?"
        yield _answered("Stigmem", question, True, why) if same else _open("Stigmem", question, why)
    for question, why in _STIGMEM:
        yield _open("Stigmem", question, why)


def _of_craik(release: Release, *, altered: bool) -> Iterator[v1.Check]:
    current = release.review.current
    if current is None:
        yield _open(
            "Craik", "Is it on probation?", "Open one: new and changed plugins start there."
        )
        return
    for item in current.criteria:
        evidence = ", ".join(f"`{id_}`" for id_ in item.evidence_ids)
        why = f"Evidence: {evidence}." if evidence else "No evidence yet."
        asked = f"Is `{item.name}`{'' if item.required else ' (optional)'} shown?"
        if altered:
            yield _open("Craik", asked, "Whatever was shown was shown of other files.")
        elif item.passed and evidence:
            yield _answered("Craik", asked, True, why)
        else:
            yield _open("Craik", asked, why)


def _answered(of: str, question: str, well: bool, why: str) -> v1.Check:
    return v1.Check(of=of, question=question, state="proved" if well else "failed", why=why)


def _open(of: str, question: str, why: str) -> v1.Check:
    return v1.Check(of=of, question=question, state="open", why=why)
