"""The parts of a catalog that a change touches: what became of each, and whose it is."""

from typing import Final

from chandlery.formats import review_v1 as v1
from chandlery.model.marketplace import Kind
from chandlery.stages.review.belonging import ownership
from chandlery.stages.review.details import details
from chandlery.stages.review.proposal import Proposal
from chandlery.stages.review.reasons import part_reasons, verdict_of

_ROOT: Final = {"marketplace": "settings", "renames": "renames", "waivers": "waivers"}
_FOLDERS: Final = {
    **{kind.folder: kind.value for kind in Kind},
    "publishers": "publisher",
    "advisories": "advisory",
}
_WORST: Final = ("fail", "needs_review", "ok")


def parts(proposal: Proposal) -> list[v1.Part]:
    """Everything that the change touches, the weightiest first."""
    found = [_part(proposal, unit, paths) for unit, paths in proposal.units.items()]
    return sorted(found, key=lambda part: (_WORST.index(part.verdict), part.path))


def _part(proposal: Proposal, unit: str, paths: frozenset[str]) -> v1.Part:
    folder, _, name = unit.partition("/")
    kind = _FOLDERS.get(folder, "file") if name else _ROOT.get(unit, "file")
    part = v1.Part(
        kind=kind,
        name=name or folder,
        path=unit,
        change=_change(proposal, unit),
        verdict="ok",
        reasons=[],
        ownership=ownership(proposal, unit, paths),
        values=[],
        lists=[],
        releases=[],
        files=v1.Files(
            added=sorted(paths - proposal.before),
            changed=sorted(paths & proposal.before & proposal.after),
            removed=sorted(paths - proposal.after),
        ),
    )
    part = part.model_copy(update=details(proposal, part))
    reasons = [*part_reasons(proposal, part)]
    return part.model_copy(update={"reasons": reasons, "verdict": verdict_of(reasons)})


def _change(proposal: Proposal, unit: str) -> v1.Change:
    if unit not in proposal.units_now:
        return "removed"
    return "changed" if unit in proposal.units_was else "added"
