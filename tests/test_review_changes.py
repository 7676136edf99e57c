"""Whatever becomes of a catalog, there is a review of it, and errors are never *ok*."""

import random

import pytest

from builders import Files, no_network
from chandlery.diagnostics import Severity
from chandlery.formats import review_v1 as v1
from chandlery.reports.report import Report
from chandlery.reports.review_formats import REVIEW_FORMATS
from chandlery.reports.review_report import ReviewReport
from chandlery.stages.ownership import person
from chandlery.stages.review import Authors, Proposal, review
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
