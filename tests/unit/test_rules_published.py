"""GOV040 to GOV047: what a change may do to what was published."""

import pytest

from builders import Files, a_catalog, a_release, as_json
from chandlery.trees import Mode
from craik_records import a_grant, a_receipt, decided, filed, governed, in_review
from rules.case import changed
from rules.published_cases import (
    BEFORE,
    LATER,
    NEW,
    PLUGIN,
    PROBATION,
    RECORD,
    RELEASE,
    RENAMES,
    SKILL,
    Changed,
    edited,
    more,
    reviewed_later,
    without,
)

OF_A_CHANGE = ("GOV040", "GOV041", "GOV042", "GOV043", "GOV044", "GOV045", "GOV046", "GOV047")


def told(change: Changed) -> list[str]:
    """What the rules of a change say, with the place."""
    return [
        f"{item.file}:{item.span.line}: {item.code} {item.message}"
        for item in change.diagnostics()
        if item.code in OF_A_CHANGE
    ]


def test_a_plugin_that_is_deleted_is_told_of_once_a_rule() -> None:
    assert told(without(f"{PLUGIN}/")) == [
        (
            f"marketplace.yml:1: GOV040 5 governance records of `{PLUGIN}` are gone: "
            f"`{PLUGIN}/governance/1.0.0/grant-1.json`, `{PROBATION}`, "
            f"`{PLUGIN}/governance/1.0.0/receipt-1.json` and 2 more"
        ),
        (
            f"marketplace.yml:1: GOV042 7 published files of `{PLUGIN}` are gone: "
            f"`{RECORD}`, `{RELEASE}/caliban.json`, `{RELEASE}/craik.json` and 4 more"
        ),
    ]


def test_a_rejected_release_that_is_deleted_is_told_of_at_the_listing() -> None:
    rejected = filed(LATER, probation_1=decided("rejected", id="probation_later"))
    before = BEFORE | a_release("1.1.0") | rejected
    after = without(LATER, RELEASE.replace("1.0.0", "1.1.0"), files=before).files
    assert [item.split(" are gone")[0] for item in told(Changed(after, before=before))] == [
        (
            f"{PLUGIN}/listing.yml:1: GOV040 a governance record of knot-counter 1.1.0 is gone: "
            f"`{LATER}/probation-1.json`"
        ),
        f"{PLUGIN}/listing.yml:1: GOV042 7 published files of knot-counter 1.1.0",
    ]


def test_what_the_settings_hold_for_everything_changes_nothing_of_it() -> None:
    after = changed(without(PROBATION).files, "marketplace.yml", "title: Quay", "title: Pier")
    assert [item.split(": ")[0] for item in told(Changed(after))] == [f"{RECORD}:1"]


def test_a_package_takes_its_files_along_to_another_name() -> None:
    """The listing keeps what the ecosystems call it; nothing else is altered."""
    listing = b"names: {caliban: knot-counter, craik: knot-counter}\n"
    moved: Files = {
        path.replace(PLUGIN, "plugins/knots"): data + listing
        if path == f"{PLUGIN}/listing.yml" and isinstance(data, bytes)
        else data
        for path, data in BEFORE.items()
    }
    renames = b"knot-counter: {to: knots, since: 2026-07-30T00:00:00Z, reason: Short.}\n"
    after = moved | {"renames.yml": RENAMES.encode() + renames}
    assert told(Changed(after)) == []
    path = PROBATION.replace(PLUGIN, "plugins/knots")
    (found,) = told(Changed(changed(after, path, "It was read.", "Fine.")))
    assert found.startswith(f"{path}:")
    assert "GOV041" in found
    (found,) = told(Changed({key: data for key, data in after.items() if key != path}))
    assert found.startswith("plugins/knots/releases/1.0.0/release.json:1: GOV040")
    # Without the line in `renames.yml` nothing says that they are the same.
    assert {item.split(" ")[1] for item in told(Changed(moved))} == {"GOV040", "GOV042", "GOV047"}


def test_renames_that_lead_in_a_circle_lead_nowhere() -> None:
    circle = b"knot-counter: {to: knots, since: 2026-07-30T00:00:00Z, reason: x}\n"
    circle += b"knots: {to: knot-counter, since: 2026-07-30T00:00:00Z, reason: x}\n"
    after = without(f"{PLUGIN}/").files | {"renames.yml": RENAMES.encode() + circle}
    assert len(told(Changed(after))) == 2


def test_all_altered_files_of_a_source_are_one_finding() -> None:
    program = (b"#!/bin/sh\necho 4\n", Mode.EXECUTABLE)
    after = BEFORE | {SKILL: b"---\nname: count\n", f"{RELEASE}/source/bin/count": program}
    assert told(Changed(after)) == [
        (
            f"{RELEASE}/source/bin/count:2: GOV043 this file of the published knot-counter 1.0.0 "
            "is not what it was, nor is 1 more of its files"
        )
    ]


def test_a_file_that_becomes_a_program_is_altered() -> None:
    data = BEFORE[f"{RELEASE}/source/LICENSE"]
    assert isinstance(data, tuple)
    after = BEFORE | {f"{RELEASE}/source/LICENSE": (data[0], Mode.EXECUTABLE)}
    assert [item.split(" ")[0] for item in told(Changed(after))] == [f"{RELEASE}/source/LICENSE:1:"]


@pytest.mark.parametrize("data", [b"{", b"\xff", b"x" * (1024 * 1024 + 1)])
def test_a_record_that_cannot_be_read_any_more_is_altered(data: bytes) -> None:
    assert [item.split(" ")[1] for item in told(more({PROBATION: data}))] == ["GOV041"]


def test_a_value_of_another_type_is_another_value() -> None:
    (found,) = told(edited(PROBATION, '"passed": true', '"passed": 1'))
    assert "GOV041 `passed` of a published" in found


def test_what_could_not_be_read_before_may_be_mended() -> None:
    before = BEFORE | {PROBATION: b"{"}
    assert told(Changed(BEFORE, before=before)) == []
    before = changed(BEFORE, f"{RELEASE}/craik.json", '"low"', '"tiny"')
    assert told(Changed(BEFORE, before=before)) == []


def test_what_is_new_may_change_freely() -> None:
    assert told(more(NEW, filed(probation_2=in_review(id="probation_second")))) == []
    release = "plugins/knot-counter/releases/1.1.0"
    assert told(more(NEW, {f"{release}/source/x.md": b"x\n"})) == []


def test_records_may_be_written_otherwise() -> None:
    def reordered(path: str, *keys: str) -> Files:
        data = BEFORE[path]
        assert isinstance(data, bytes)
        lines = data.splitlines(keepends=True)
        return {path: b"".join(sorted(lines))}

    assert told(more(reordered(f"{PLUGIN}/governance/1.0.0/evidence/run.yml"))) == []
    assert told(more({PROBATION: as_json(dict(reversed(decided().items())))})) == []


def test_an_advisory_about_nothing_that_is_left_is_told_of_at_the_settings() -> None:
    found = [item for item in told(without("advisories/", f"{PLUGIN}/")) if "GOV045" in item]
    assert found == [
        "marketplace.yml:1: GOV045 the advisory `a` is gone, which said `yank` of `knot-counter`"
    ]


def test_renames_that_cannot_be_read_are_not_gone() -> None:
    assert told(more({"renames.yml": b"a: {to: [\n"})) == []


def test_a_run_under_an_open_review_needs_no_promotion() -> None:
    review = in_review(id="probation_later", evidence_ids=["reading"])
    run = a_receipt(id="receipt_later", plugin_probation_id="probation_later")
    files = reviewed_later(probation_1=review, grant_1=a_grant(id="grant_l"), receipt_1=run)
    assert told(more(NEW, files)) == []


def test_the_review_of_what_was_there_before_is_no_haste() -> None:
    before = a_catalog()
    assert told(Changed(before | governed(), before=before)) == []


def test_a_catalog_that_begins_brings_its_reviews_along() -> None:
    assert told(Changed(BEFORE, before={})) == []
    assert told(Changed(BEFORE, before={"README.md": b"# Soon\n"})) == []
    settings = {"marketplace.yml": BEFORE["marketplace.yml"]}
    assert [item.split(" ")[1] for item in told(Changed(BEFORE, before=settings))] == ["GOV047"]


def test_a_waiver_covers_what_a_change_does_and_is_not_called_unused_later() -> None:
    waiver = (
        f"- {{code: GOV041, path: {PROBATION}, reason: a name was misspelt, approver: mara, "
        "expires: 2027-01-01T00:00:00Z}\n"
    )
    files = BEFORE | {"waivers.yml": waiver.encode()}
    after = changed(files, PROBATION, "It was read.", "It was fine.")
    assert told(Changed(after)) == []
    codes = {item.code for item in Changed(after, before=after | {"x": b""}).diagnostics()}
    assert codes.isdisjoint({"GOV025", "GOV026", "GOV021", "GOV022", "GOV023", "GOV024"})


def test_nothing_is_said_where_nothing_changed() -> None:
    assert told(Changed(BEFORE)) == []
