"""Whatever becomes of a catalog, there is a review of it, and errors are never *ok*."""

import json
import random

import pytest

from builders import Files, as_json, no_network
from chandlery.diagnostics import Severity
from chandlery.formats import review_v1 as v1
from chandlery.reports.report import Report
from chandlery.reports.review_formats import REVIEW_FORMATS
from chandlery.reports.review_report import ReviewReport
from chandlery.stages.ownership import person
from chandlery.stages.review import Authors, Proposal, review
from rules.pins_cases import ZIP, signed
from test_narrowing import CHANGES, FILES, _mutated, since

LANDING = v1.Landing(
    base=v1.Revision(name="main", commit="a" * 40),
    head=v1.Revision(name="change", commit="b" * 40),
    manner="merge",
    conflicts=[],
    outside=[],
)
MAINTAINER = Authors(given=person("Ada", "@ada"))


def reviewed(before: Files, after: Files, authors: Authors = MAINTAINER) -> ReviewReport | None:
    """The review of a change; `None` where there is no catalog."""
    found = since(before, after)
    if found.catalog is None or found.was is None:
        return None
    paths = frozenset(path for path in before | after if before.get(path) != after.get(path))
    proposal = Proposal(
        landing=LANDING,
        was=found.was,
        now=found.catalog,
        paths=paths,
        before=paths & before.keys(),
        after=paths & after.keys(),
        found=found.diagnostics,
        artifacts=found.artifacts,
        at=found.at,
        authors=authors,
        fetch=no_network,
    )
    return ReviewReport(review=review(proposal), check=Report(diagnostics=found.diagnostics))


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_has_a_review(change: str) -> None:
    report = reviewed(FILES, CHANGES[change])
    if report is None:
        assert change == "the settings cannot be read"
        return
    wrong = any(item.severity is Severity.ERROR for item in report.check.diagnostics)
    assert (report.review.verdict == "fail") == wrong
    assert all(render(report) for render in REVIEW_FORMATS.values())


@pytest.mark.parametrize("seed", range(20))
def test_every_change_has_a_review_whatever_changed(seed: int) -> None:
    chance = random.Random(seed)
    before = _mutated(FILES, chance)
    report = reviewed(before, _mutated(before, chance))
    if report:
        wrong = any(item.severity is Severity.ERROR for item in report.check.diagnostics)
        assert (report.review.verdict == "fail") == wrong
        assert all(render(report) for render in REVIEW_FORMATS.values())


def test_nobody_knows_who_changes_a_file_that_no_commit_names() -> None:
    after = FILES | {"plugins/bell/README.md": b"# Bell\n\nRings.\n"}
    report = reviewed(FILES, after, Authors())
    assert report
    assert [reason.what for reason in report.review.parts[0].reasons] == ["ownership"]


def two_releases(**changes: str) -> tuple[Files, Files]:
    """A catalog whose signed artifact lies elsewhere, and the same with a second release of it."""
    before = signed(ZIP).files
    folder = "plugins/knot-counter/releases/1.0.0/"
    later = {
        path.replace("1.0.0", "1.1.0"): data.replace(b"1.0.0", b"1.1.0")
        for path, data in before.items()
        if path.startswith(folder) and isinstance(data, bytes)
    }
    record = "plugins/knot-counter/releases/1.1.0/release.json"
    value = json.loads(later[record])
    value["published"] = "2026-08-02T09:00:00Z"
    value["artifacts"][0] |= {key: item or None for key, item in changes.items()}
    value["artifacts"][0] = {key: item for key, item in value["artifacts"][0].items() if item}
    return before, before | {**later, record: as_json(value)}


def test_an_artifact_that_cannot_be_fetched_is_not_checked_and_never_ok() -> None:
    report = reviewed(*two_releases())
    assert report
    (part,) = report.review.parts
    assert "not-checked" in {reason.what for reason in part.reasons}
    assert [item.checked for item in part.releases[-1].artifacts] == ["not checked"]
    assert report.review.verdict != "ok"


def test_another_host_and_another_signer_are_told() -> None:
    moved = reviewed(*two_releases(url="https://elsewhere.example/knot.zip"))
    bare = reviewed(*two_releases(signature=""))
    assert moved
    assert bare
    assert "hosts-of-artifacts" in {reason.what for reason in moved.review.parts[0].reasons}
    (reason,) = [item for item in bare.review.parts[0].reasons if item.what == "signer"]
    assert reason.message == (
        "1.1.0: the zip was signed with key `acme-2026`, and would not be signed"
    )
