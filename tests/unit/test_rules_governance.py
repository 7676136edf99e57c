"""Grants, receipts and reviews against each other and against the clock, at every boundary."""

from typing import Any

import pytest

from builders import (
    CALIBAN,
    CRAIK,
    LISTING,
    MARKETPLACE,
    Files,
    a_catalog,
    a_release,
    as_json,
    no_network,
)
from chandlery.catalog import NativeRecord
from chandlery.diagnostics import Diagnostic
from chandlery.dialects.craik.governance import to_probation
from chandlery.documents import Document
from chandlery.model.governance import Review, ReviewState, standing
from chandlery.pipeline import inspect
from chandlery.rules.filed import declared
from chandlery.trees import MemoryTree
from craik_records import (
    GOVERNANCE,
    a_grant,
    a_plugin,
    a_receipt,
    a_record,
    an_adapter,
    an_integration,
    decided,
    evidence,
    filed,
    governed,
    in_review,
)

AT = "2026-08-01T00:00:00Z"
LATER = GOVERNANCE.replace("1.0.0", "1.1.0")
REJECTED = decided("rejected", created_at="2026-07-03T09:00:00Z")
RUN = "2026-07-12T09:00:00Z"


def told(files: Files, *codes: str, at: str = AT) -> list[Diagnostic]:
    """What is said with these codes, or by any of the rules of these tests."""
    found = inspect(MemoryTree(files), fetch=no_network, at=at).diagnostics
    return [item for item in found if item.code.startswith(codes or ("GOV00", "GOV01"))]


def messages(files: Files, *codes: str, at: str = AT) -> list[str]:
    return [item.message for item in told(files, *codes, at=at)]


def reviewed(**files: Any) -> Files:
    return a_catalog() | governed(**files)


def test_records_that_agree() -> None:
    assert told(reviewed()) == []
    assert told(reviewed(probation_1=in_review())) == []
    assert told(a_catalog()) == []


# -- grants and receipts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "why"),
    [
        ({"status": "denied"}, "was denied"),
        ({"status": "approval_required", "approval_required": True}, "still waits for approval"),
        ({"expires_at": "2026-07-12T08:59:59Z"}, "had run out on 2026-07-12T08:59:59Z"),
        ({"expires_at": RUN}, f"had run out on {RUN}"),
        ({"status": "expired", "expires_at": RUN}, f"had run out on {RUN}"),
        # The same moment, said in another zone.
        ({"expires_at": "2026-07-12T11:00:00+02:00"}, f"had run out on {RUN}"),
        ({"expires_at": "2026-07-12T09:00:01Z"}, ""),
        ({"status": "expired", "expires_at": "2026-07-12T09:00:01Z"}, ""),
    ],
)
def test_a_run_that_passed_needs_a_grant_that_was_in_force(grant: dict[str, Any], why: str) -> None:
    files = reviewed(grant_1=a_grant(**grant))
    expected = [f"the run of {RUN} passed, and its grant `grant_knot` {why}"] if why else []
    assert messages(files, "GOV001") == expected
    for status in ("failed", "blocked", "denied", "skipped"):
        other = files | filed(receipt_1=a_receipt(status=status))
        assert told(other, "GOV001") == []


def test_each_grant_of_a_run_is_looked_at() -> None:
    files = reviewed(
        grant_2=a_grant(id="grant_second", status="denied"),
        grant_3=a_grant(id="grant_third", created_at="2026-07-12T09:00:01Z"),
        receipt_1=a_receipt(
            capability_grant_ids=["nothing", "grant_knot", "grant_second", "grant_third"]
        ),
    )
    (first,) = told(files, "GOV001")
    assert "`grant_second`" in first.message
    assert messages(files, "GOV002") == [
        f"the receipt is of {RUN}, and its grant `grant_third` of 2026-07-12T09:00:01Z"
    ]


def test_every_run_is_looked_at() -> None:
    files = reviewed(
        grant_1=a_grant(status="denied"),
        receipt_1=a_receipt(status="denied"),
        receipt_2=a_receipt(id="receipt_second"),
    )
    assert [item.file for item in told(files, "GOV001")] == [f"{GOVERNANCE}/receipt-2.json"]


def test_every_grant_is_looked_at() -> None:
    files = reviewed(grant_2=a_grant(id="grant_second", capability="repo.write"))
    assert [item.file for item in told(files, "GOV003")] == [f"{GOVERNANCE}/grant-2.json"]


def test_a_grant_without_an_end_is_told_as_that_alone() -> None:
    assert told(reviewed(grant_1=a_grant(expires_at=None)), "GOV") == []


def test_a_grant_of_an_older_release_is_still_a_grant() -> None:
    files = a_catalog() | a_release("1.1.0") | governed(grant_1=a_grant(status="denied"))
    files |= filed(LATER, receipt_1=a_receipt(id="receipt_later"))
    assert [item.file for item in told(files, "GOV001")] == [
        f"{GOVERNANCE}/receipt-1.json",
        f"{LATER}/receipt-1.json",
    ]


@pytest.mark.parametrize("status", ["allowed", "expired", "approval_required"])
def test_a_grant_is_for_what_is_declared(status: str) -> None:
    record = a_grant(capability="repo.raed", status=status, approval_required=status[:3] == "app")
    (found,) = told(reviewed(grant_1=record), "GOV003")
    assert found.message == "knot-counter 1.0.0 does not declare `repo.raed`"
    assert found.hint == "Did you mean `repo.read`?"


@pytest.mark.parametrize(
    ("declares", "granted", "codes"),
    [
        ("repo.raed", "repo.read", ["CRA210"]),
        ("repo.read", "repo.raed", ["GOV003"]),
        ("repo.raed", "repo.rade", ["CRA210", "GOV003"]),
        ("ship.anchor", "repo.read", ["CRA210", "GOV003"]),
        ("repo.read", "repo.write", ["GOV003"]),
    ],
)
def test_of_two_words_the_misspelt_one_is_to_blame(
    declares: str, granted: str, codes: list[str]
) -> None:
    item = CRAIK["capabilities"][0] | {"capability": declares}
    descriptor = as_json(CRAIK | {"capabilities": [item]})
    files = a_catalog(only=a_release(extra={"craik.json": descriptor}))
    files |= governed(grant_1=a_grant(capability=granted))
    assert [found.code for found in told(files, "GOV003", "CRA210")] == sorted(
        codes, key=["GOV003", "CRA210"].index
    )


def test_what_was_denied_may_have_asked_for_anything() -> None:
    record = a_grant(
        capability="repo.write", operations=["write"], target={"paths": ["x"]}, status="denied"
    )
    assert told(reviewed(grant_1=record), "GOV003", "GOV004", "GOV005") == []


def test_the_undeclared_is_said_once() -> None:
    record = a_grant(capability="shell.run", operations=["run"], target={"paths": ["git"]})
    assert [item.code for item in told(reviewed(grant_1=record))] == ["GOV003"]


def test_other_manifests_count_by_what_they_come_to() -> None:
    """A plugin without a Craik descriptor is granted what its hooks come to: processes."""
    manifest = as_json(CALIBAN | {"components": {"hooks": "hooks/all.json"}})
    source: Files = {"plugin.json": manifest, "hooks/all.json": b'{"hooks": {}}\n'}
    release = a_release(source=source, extra={"caliban.json": manifest})
    record = a_grant(capability="shell.run", operations=["x"], target={"paths": ["y"]})
    files = a_catalog(only=release) | governed(grant_1=record)
    assert told(files, "GOV003", "GOV004", "GOV005") == []
    (found,) = told(files | filed(grant_1=a_grant()), "GOV003")
    assert found.message == (
        "knot-counter 1.0.0 does not declare `repo.read`, nor anything else that comes to: "
        "read files"
    )


def test_what_an_adapter_may_be_granted() -> None:
    def granted(capability: str) -> Files:
        record = a_grant(
            capability=capability, plugin_descriptor_id="shell-runner", operations=["any_word"]
        )
        adapter = an_adapter(provenance_ids=["reading"], capability_surfaces=["prompt.read"])
        files = filed("adapters/shell-runner/governance/1.0.0", grant_1=record)
        return a_catalog() | adapter | files | filed(reading=evidence())

    assert told(granted("prompt.read"), "GOV00") == []
    assert [item.code for item in told(granted("prompt.write"), "GOV00")] == ["GOV003"]


def test_a_manifest_that_cannot_be_read_may_declare_it() -> None:
    files = reviewed(grant_1=a_grant(capability="repo.write"))
    files["plugins/knot-counter/releases/1.0.0/craik.json"] = b"{"
    assert told(files, "GOV003") == []


def test_each_operation_and_path_is_held_against_all_declarations() -> None:
    read = CRAIK["capabilities"][0]
    more = read | {"operations": ["list"], "targets": ["docs/*.md", "/srv/"]}
    extra = {"craik.json": as_json(CRAIK | {"capabilities": [read, more]})}

    def granted(operations: list[str], paths: list[str]) -> list[str]:
        record = a_grant(operations=operations, target={"paths": paths})
        files = a_catalog(only=a_release(extra=extra)) | governed(grant_1=record)
        return messages(files, "GOV004", "GOV005")

    assert granted(["read", "list"], ["log/", "log", "log/a/b", "docs/a.md/", "/srv/x/"]) == []
    assert granted(["lsit", "read", "write"], ["log/"]) == [
        "`repo.read` is declared for `list`, `read`, and not for `lsit`",
        "`repo.read` is declared for `list`, `read`, and not for `write`",
    ]
    for path in ("logs/", "docs/a/b.md", "log/../etc", "..", "/etc", "", "/srv2"):
        shown = f"`{path}`" if path else "an empty string"
        assert granted(["read"], ["log/", path]) == [
            f"`repo.read` is declared for `/srv/`, `docs/*.md`, `log/`, and not for {shown}"
        ]


def test_the_nearest_operation_is_named() -> None:
    (found,) = told(reviewed(grant_1=a_grant(operations=["raed"])), "GOV004")
    assert found.hint == "Did you mean `read`?"


def test_what_is_declared_without_operations_says_nothing_of_them() -> None:
    free = CRAIK["capabilities"][0] | {"grant_required": False, "operations": [], "targets": []}
    extra = {"craik.json": as_json(CRAIK | {"capabilities": [free]})}
    files = a_catalog(only=a_release(extra=extra)) | governed()
    assert told(files, "GOV004", "GOV005") == []


# -- under review ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("probations", "at", "review"),
    [
        ([in_review()], RUN, "probation_knot"),
        ([in_review()], "2026-07-03T09:00:00Z", "probation_knot"),
        ([in_review()], "2026-07-03T08:59:59Z", ""),
        ([decided()], "2026-07-10T08:59:59Z", "probation_knot"),
        ([decided()], "2026-07-10T09:00:00Z", ""),
        ([decided("rejected")], RUN, ""),
        ([decided(), in_review(id="again", created_at="2026-07-12T09:00:00Z")], RUN, "again"),
        ([decided(), in_review(id="again", created_at="2026-07-12T09:00:01Z")], RUN, ""),
        ([in_review(id="first"), decided(created_at="2026-07-04T09:00:00Z")], RUN, ""),
        ([], RUN, ""),
    ],
)
def test_while_under_review_a_run_names_its_probation(
    probations: list[dict[str, Any]], at: str, review: str
) -> None:
    files = reviewed(
        grant_1=a_grant(created_at="2026-07-01T00:00:00Z"),
        receipt_1=a_receipt(plugin_probation_id=None, created_at=at),
    )
    del files[f"{GOVERNANCE}/probation-1.json"]
    # In the folder the newer come first, so that their times decide and not their names.
    for number, record in enumerate(reversed(probations)):
        files |= filed(**{f"probation_{number}": record})
    found = told(files, "GOV006")
    assert [item.hint for item in found] == (
        [f"Set `plugin_probation_id` to `{review}`."] if review else []
    )
    files |= filed(receipt_1=a_receipt(plugin_probation_id="x", created_at=at))
    assert told(files, "GOV006") == []


# -- adapters and integrations of rejected plugins -------------------------------------------------


ADAPTER = an_adapter(plugin_descriptor_ids=["other", "knot-counter"], provenance_ids=["reading"])


def test_what_is_for_a_rejected_plugin() -> None:
    files = reviewed(probation_1=REJECTED) | ADAPTER | an_integration()
    assert [item.file for item in told(files, "GOV007")] == [
        "adapters/shell-runner/releases/1.0.0/craik.json",
        "integrations/walk-through/craik.json",
    ]
    for state in (decided("expired", expires_at=AT), in_review(), decided()):
        other = reviewed(probation_1=state) | ADAPTER | an_integration()
        assert told(other, "GOV007") == []


def test_a_rejected_plugin_is_meant_by_what_craik_calls_it() -> None:
    listing = "plugins/knot-counter/listing.yml"
    adapter = an_adapter(plugin_descriptor_ids=["bowline"], provenance_ids=["reading"])
    files = reviewed(probation_1=REJECTED) | adapter
    assert told(files, "GOV007") == []
    files[listing] = LISTING + b"names: {craik: bowline}\n"
    (found,) = told(files, "GOV007")
    assert found.message == "every release of the plugin `bowline` was rejected"


def test_one_release_that_was_not_rejected_is_enough() -> None:
    files = reviewed(probation_1=REJECTED) | ADAPTER | a_release("1.1.0")
    assert told(files, "GOV007") == []
    later = filed(LATER, probation_1=REJECTED | {"id": "probation_later"})
    assert len(told(files | later, "GOV007")) == 1


def test_the_newest_probation_decides() -> None:
    again = in_review(id="again", created_at="2026-07-20T09:00:00Z")
    assert told(reviewed(probation_0=again, probation_1=REJECTED) | ADAPTER, "GOV007") == []


def test_a_plugin_without_a_release_is_not_rejected() -> None:
    files = a_catalog() | an_adapter(plugin_descriptor_ids=["bowline"], provenance_ids=["run"])
    files |= {path: data for path, data in a_plugin("bowline").items() if "/releases/" not in path}
    assert told(files, "GOV007") == []


@pytest.mark.parametrize("state", ["rejected", "expired"])
def test_an_adapter_that_was_refused_itself_is_not_asked(state: str) -> None:
    record = decided(
        state, id="probation_shell", plugin_descriptor_id="shell-runner", expires_at=AT
    )
    files = reviewed(probation_1=REJECTED) | ADAPTER
    files |= filed("adapters/shell-runner/governance/1.0.0", probation_1=record)
    assert told(files, "GOV007") == []


@pytest.mark.parametrize(
    ("act", "versions", "digest", "package", "asked"),
    [
        ("yank", ">=1.0.0", "0", "shell-runner", False),
        ("block", ">=1.0.0", "0", "shell-runner", False),
        ("deprecate", ">=1.0.0", "0", "shell-runner", True),
        ("yank", "<1.0.0", "0", "shell-runner", True),
        ("yank", "<1.0.0", "a", "shell-runner", False),
        ("yank", ">=1.0.0", "0", "knot-counter", True),
    ],
)
def test_an_adapter_that_was_withdrawn_is_not_asked(
    act: str, versions: str, digest: str, package: str, asked: bool
) -> None:
    advisory = f"""\
title: Its plugin is gone
act: {act}
package: {package}
versions: ["{versions}"]
digests: ["{digest * 64}"]
reason: The plugin was rejected.
evidence: [a report]
published: 2026-07-20T00:00:00Z
appeal: security@quay.example
"""
    files = reviewed(probation_1=REJECTED) | ADAPTER | {"advisories/a.yml": advisory.encode()}
    artifact = {
        "format": "tar.gz",
        "url": "https://elsewhere.example/x.tar.gz",
        "sha256": "a" * 64,
        "size": 1,
        "tree": "t1:" + "0" * 64,
    }
    record = {"published": "2026-07-02T09:00:00Z", "publisher": "acme", "artifacts": [artifact]}
    files["adapters/shell-runner/releases/1.0.0/release.json"] = as_json(record)
    assert bool(told(files, "GOV007")) is asked


def test_a_plugin_that_cannot_be_read_whole_is_not_called_rejected() -> None:
    files = reviewed(probation_1=REJECTED) | ADAPTER
    files[f"{GOVERNANCE}/probation-2.json"] = b"{"
    assert told(files, "GOV007") == []


# -- probation records of one release --------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "told_of"),
    [
        (in_review(), decided(), "both created on 2026-07-03T09:00:00Z"),
        (decided(), decided("rejected"), "both created on 2026-07-03T09:00:00Z"),
        (decided(), decided(), ""),
        (in_review(), decided(created_at="2026-07-03T09:00:01Z"), ""),
        (
            decided("rejected", decided_at="2026-07-20T09:00:00Z"),
            decided(created_at="2026-07-04T09:00:00Z", decided_at="2026-07-19T09:00:00Z"),
            "`probation_knot` was decided after it, on 2026-07-20T09:00:00Z",
        ),
        (
            decided("rejected", decided_at="2026-07-20T09:00:00Z"),
            decided(created_at="2026-07-04T09:00:00Z", decided_at="2026-07-20T09:00:00Z"),
            "",
        ),
        # Opened again before the first was decided: the new one is open, and that is the state.
        (decided(), in_review(created_at="2026-07-04T09:00:00Z"), ""),
    ],
)
def test_the_order_of_two_probations_can_be_told(
    first: dict[str, Any], second: dict[str, Any], told_of: str
) -> None:
    files = reviewed(probation_1=first, probation_2=second | {"id": "probation_second"})
    found = told(files, "GOV008")
    assert len(found) == bool(told_of)
    assert all(told_of in item.message for item in found)
    assert all(item.file == f"{GOVERNANCE}/probation-2.json" for item in found)


def after(days: int, status: str = "promoted", **changes: Any) -> dict[str, Any]:
    """A probation so many days after the others."""
    day = f"2026-07-{12 + days}T09:00:00Z"
    return decided(status, created_at=day, decided_at=day, **{"id": f"after_{days}"} | changes)


@pytest.mark.parametrize(
    ("later", "codes"),
    [
        ([after(1)], ["GOV009"]),
        ([after(1, evidence_ids=["reading", "run"])], []),
        ([after(1, compatibility_check_ids=["run"])], []),
        ([after(1, "rejected"), after(2, evidence_ids=["run"])], []),
        # What a second rejection rested on is known as well.
        ([after(1, "rejected", evidence_ids=["run"]), after(2, evidence_ids=["run"])], ["GOV009"]),
        # Once promoted on something new, it may be promoted again.
        ([after(1, evidence_ids=["run"]), after(2, evidence_ids=["run"])], []),
        ([after(1, "expired", expires_at=AT)], []),
    ],
)
def test_a_rejection_is_overturned_by_something_new(
    later: list[dict[str, Any]], codes: list[str]
) -> None:
    # Named so that their times decide the order.
    records = {f"probation_{9 - number}": record for number, record in enumerate(later)}
    files = reviewed(probation_99=REJECTED, **records)
    del files[f"{GOVERNANCE}/probation-1.json"]
    assert [item.code for item in told(files, "GOV009")] == codes


def test_evidence_of_a_criterion_may_be_what_is_new() -> None:
    record = after(1)
    record["criteria"][0]["evidence_ids"] = ["run"]
    assert told(reviewed(probation_1=REJECTED, probation_2=record), "GOV009") == []


def test_what_was_on_record_before_the_rejection_is_not_new() -> None:
    first = in_review(created_at="2026-07-02T10:00:00Z", evidence_ids=["run"])
    records = {"probation_1": first, "probation_2": REJECTED | {"id": "rejection"}}
    (found,) = told(reviewed(**records, probation_3=after(1, evidence_ids=["run"])), "GOV009")
    assert found.message == "promoted on evidence that was known when `rejection` rejected it"


def test_a_promotion_that_came_first_needs_nothing_new() -> None:
    rejection = after(1, "rejected")
    assert told(reviewed(probation_2=rejection), "GOV009") == []


# -- beginning and ending ------------------------------------------------------------------------


def test_who_reviews_reviews_everything() -> None:
    files = reviewed() | a_plugin("bowline") | an_adapter(provenance_ids=["run"])
    assert [(item.file, item.message) for item in told(files, "GOV010")] == [
        (
            "adapters/shell-runner/releases/1.0.0/release.json",
            "nobody has begun to review shell-runner 1.0.0",
        ),
        (
            "plugins/bowline/releases/1.0.0/release.json",
            "nobody has begun to review bowline 1.0.0",
        ),
    ]
    admitting: Files = {"marketplace.yml": MARKETPLACE + b"policy: {projections: [unreviewed]}\n"}
    assert told(files | admitting, "GOV010") == []
    others: Files = {"marketplace.yml": MARKETPLACE + b"policy: {projections: [probationary]}\n"}
    assert len(told(files | others, "GOV010")) == 2
    # A record that cannot be read may be the probation.
    broken: Files = {"plugins/bowline/governance/1.0.0/probation-1.json": b"{"}
    assert len(told(files | broken, "GOV010")) == 1


def test_who_reviews_nothing_is_not_asked() -> None:
    files = a_catalog() | filed(grant_1=a_grant(), reading=evidence())
    assert told(files, "GOV010") == []


@pytest.mark.parametrize(
    ("begun", "when", "message"),
    [
        ("2026-07-01T09:00:00Z", "2026-07-02T08:59:59Z", "before its publication on"),
        ("2026-07-01T09:00:00Z", "2026-07-02T09:00:00Z", ""),
        ("2026-07-10T09:00:00Z", "2026-07-10T09:00:00Z", "its probation began on"),
        ("2026-07-10T09:00:00Z", "2026-07-10T09:00:01Z", ""),
        ("2026-07-10T09:00:00Z", "2026-07-10T08:59:59Z", "its probation began on"),
    ],
)
def test_a_promotion_takes_time(begun: str, when: str, message: str) -> None:
    files = reviewed(probation_1=decided(created_at=begun, decided_at=when))
    found = told(files, "GOV011")
    assert [message in item.message for item in found] == ([True] if message else [])
    # A rejection may come at once.
    files = reviewed(probation_1=decided("rejected", created_at=begun, decided_at=when))
    assert told(files, "GOV011") == []


def test_every_promotion_of_a_release_takes_time() -> None:
    early = decided(
        id="early", created_at="2026-07-20T09:00:00Z", decided_at="2026-07-02T08:59:59Z"
    )
    for first in (in_review(), decided()):
        found = told(reviewed(probation_1=first, probation_2=early), "GOV011")
        assert [item.file for item in found] == [f"{GOVERNANCE}/probation-2.json"]


def test_a_probation_begins_with_its_first_record() -> None:
    closing = decided(id="closing", created_at="2026-07-20T09:00:00Z")
    assert len(told(reviewed(probation_1=closing), "GOV011")) == 1
    assert told(reviewed(probation_1=closing, probation_2=in_review()), "GOV011") == []


def test_each_piece_of_evidence_is_older_than_the_decision() -> None:
    record = decided(evidence_ids=["reading", "run", "nothing"])
    (found,) = told(reviewed(probation_1=record), "GOV012")
    assert found.message == (
        "decided on 2026-07-10T09:00:00Z, on evidence that was recorded on 2026-07-12T08:00:00Z"
    )
    # Evidence of the record that the decision does not rest on may come in later.
    assert told(reviewed(probation_1=decided() | {"evidence_ids": ["run"]}), "GOV012") == []


def test_trust_is_in_one_release() -> None:
    files = a_catalog() | a_release("1.1.0") | governed()
    borrowed = filed(LATER, probation_1=decided(id="later", evidence_ids=["reading", "run"]))
    assert messages(files | borrowed, "GOV013") == [
        (
            "knot-counter 1.1.0 was promoted on evidence of other releases alone: "
            "`plugins/knot-counter 1.0.0`"
        )
    ]
    own = filed(LATER, run=evidence())
    assert told(files | borrowed | own, "GOV013") == []
    rejected = filed(LATER, probation_1=decided("rejected", id="later"))
    assert told(files | rejected, "GOV013") == []


def test_a_run_is_of_one_release() -> None:
    files = a_catalog() | a_release("1.1.0") | governed()
    files |= filed(LATER, receipt_1=a_receipt(id="receipt_later"), run=evidence())
    assert messages(files, "GOV013") == [
        "`probation_knot` is the probation of 1.0.0, and the run was of 1.1.0",
        "`grant_knot` is the grant of 1.0.0, and the run was of 1.1.0",
    ]
    # A grant may name receipts of any release; and of another package it is REF010.
    files = a_catalog() | a_release("1.1.0") | governed()
    files |= filed(LATER, grant_1=a_grant(id="grant_later", receipt_ids=["receipt_knot"]))
    assert told(files, "GOV013") == []
    files = reviewed() | a_plugin("bowline", receipt_1=a_receipt(id="receipt_other"))
    assert told(files, "GOV013") == []


@pytest.mark.parametrize(
    ("record", "late"),
    [
        (decided(expires_at="2026-07-10T09:00:00Z"), False),
        (decided(expires_at="2026-07-10T08:59:59Z"), True),
        (decided(), False),
        (decided("rejected", expires_at="2026-07-10T08:59:59Z"), False),
    ],
)
def test_a_probation_is_decided_in_time(record: dict[str, Any], late: bool) -> None:
    assert bool(told(reviewed(probation_1=record), "GOV014")) is late


# -- the clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({"expires_at": AT}, True),
        ({"expires_at": "2026-08-01T00:00:01Z"}, False),
        ({"expires_at": AT, "status": "expired"}, False),
        ({"expires_at": AT, "status": "denied"}, False),
        ({"expires_at": None}, False),
    ],
)
def test_a_grant_that_ran_out(changes: dict[str, Any], over: bool) -> None:
    found = told(reviewed(grant_1=a_grant(**changes)), "GOV015")
    assert [item.message for item in found] == (
        [f"the grant `grant_knot` ran out on {AT}, and it is {AT}"] if over else []
    )


@pytest.mark.parametrize(
    ("later", "over"),
    [
        ({"status": "expired", "expires_at": AT}, False),
        ({"expires_at": "2026-09-01T00:00:00Z"}, False),
        ({"status": "denied", "expires_at": None}, False),
        ({"target": {"paths": ["log/", "src/"]}}, False),
        ({"target": {"paths": ["src/"]}}, True),
        ({"capability": "docs.read"}, True),
        ({"created_at": "2026-07-11T09:00:00Z"}, True),
    ],
)
@pytest.mark.parametrize(
    ("code", "earlier"),
    [
        ("GOV015", {"status": "allowed"}),
        ("GOV019", {"status": "approval_required", "approval_required": True}),
    ],
)
def test_a_grant_that_another_one_is_in_the_place_of(
    code: str, earlier: dict[str, Any], later: dict[str, Any], over: bool
) -> None:
    """Published records stay as they are; what is new is said beside them."""
    second = {"id": "grant_second", "created_at": "2026-07-11T09:00:01Z"} | later
    files = reviewed(grant_1=a_grant(expires_at=AT, **earlier), grant_2=a_grant(**second))
    assert [item.file for item in told(files, code)] == [f"{GOVERNANCE}/grant-1.json"] * over


@pytest.mark.parametrize("status", ["allowed", "approval_required", "denied", "expired"])
def test_a_grant_for_no_time_at_all(status: str) -> None:
    """A denial ends nothing, and what is called expired may have been filed after its end."""
    waits = status == "approval_required"
    record = a_grant(status=status, approval_required=waits, expires_at="2026-07-11T09:00:00Z")
    found = messages(reviewed(grant_1=record), "GOV015", "GOV017", "GOV018", "GOV019")
    assert found == [
        (
            "the grant `grant_knot` ends on 2026-07-11T09:00:00Z, and was created on "
            "2026-07-11T09:00:00Z"
        )
    ] * (status in {"allowed", "approval_required"})


@pytest.mark.parametrize(
    ("records", "over"),
    [
        ([in_review(expires_at=AT)], True),
        ([in_review(expires_at="2026-08-01T00:00:01Z")], False),
        ([in_review()], False),
        ([decided("rejected", expires_at=AT)], False),
        # The newest decides, wherever it stands in the folder.
        ([decided(id="a"), in_review(created_at="2026-07-11T09:00:00Z", expires_at=AT)], True),
        ([in_review(created_at="2026-07-11T09:00:00Z", expires_at=AT), decided(id="a")], True),
        ([in_review(expires_at=AT), decided(id="z", created_at="2026-07-04T09:00:00Z")], False),
        ([decided(id="z", created_at="2026-07-04T09:00:00Z"), in_review(expires_at=AT)], False),
    ],
)
def test_a_probation_that_ran_out(records: list[dict[str, Any]], over: bool) -> None:
    files = reviewed() | a_plugin("bowline")
    del files[f"{GOVERNANCE}/probation-1.json"]
    files |= filed(
        GOVERNANCE, **{f"probation_{number}": record for number, record in enumerate(records)}
    )
    assert messages(files, "GOV016") == (
        [f"the probation of knot-counter 1.0.0 ran out on {AT}, and it is {AT}"] if over else []
    )


def test_a_probation_that_ran_out_is_told_of_any_release() -> None:
    files = reviewed() | a_release("1.1.0")
    files |= filed(LATER, probation_1=in_review(id="probation_later", expires_at=AT))
    del files[f"{GOVERNANCE}/probation-1.json"]
    assert [item.file for item in told(files, "GOV016")] == [f"{LATER}/probation-1.json"]


def test_what_has_no_description_declares_nothing() -> None:
    record = a_record("plugin_receipt")
    native = NativeRecord(
        dialect="craik", kind="plugin_receipt", document=Document("x", b""), record=record
    )
    assert declared(native) == ()


def test_where_a_release_stands() -> None:
    open_, promoted = (
        to_probation(a_record("plugin_probation", **record))
        for record in (in_review(expires_at=AT, created_at="2026-07-20T09:00:00Z"), decided())
    )
    assert standing([]) is ReviewState.UNREVIEWED
    assert standing([promoted], "2030-01-01T00:00:00Z") is ReviewState.PROMOTED
    assert standing([open_, promoted]) is ReviewState.PROBATIONARY
    assert standing([open_, promoted], "2026-07-31T23:59:59Z") is ReviewState.PROBATIONARY
    assert standing([promoted, open_], AT) is ReviewState.EXPIRED
    # A promotion does not run out, and a probation without an end does not either.
    in_time, endless = (
        to_probation(a_record("plugin_probation", **record))
        for record in (decided(expires_at="2026-07-20T09:00:00Z"), in_review())
    )
    assert standing([in_time], AT) is ReviewState.PROMOTED
    assert standing([endless], AT) is ReviewState.PROBATIONARY
    assert Review().current is None
    assert Review(probations=(promoted, open_)).current is open_
