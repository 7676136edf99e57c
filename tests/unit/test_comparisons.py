"""What pages say of a release beside others, by ecosystem."""

from dataclasses import replace

from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.offering import LeftOut, Reason
from chandlery.stages.site import comparisons
from site_sample import manifest, release

SAME = CapabilityChanges(dialect="", previous="1.0.0")
MORE = replace(SAME, added=("net.fetch",))
LESS = replace(SAME, removed=("net.fetch",))


def test_ecosystems_for_which_nothing_differs_are_told_together() -> None:
    other = replace(SAME, previous="0.9.0")
    changes = {"stigmem": SAME, "kari": MORE, "craik": SAME, "claude": LESS, "caliban": other}
    assert comparisons.differing(changes) == [("claude", LESS), ("kari", MORE)]
    assert comparisons.unchanged(changes) == [
        ("0.9.0", ["caliban"]),
        ("1.0.0", ["craik", "stigmem"]),
    ]


def test_asking_for_more_anywhere_outweighs_giving_up() -> None:
    assert comparisons.compared({"a": LESS, "b": MORE}) == "more"
    assert comparisons.compared({"a": LESS, "b": SAME}) == "less"
    assert not comparisons.compared({"a": SAME})
    assert not comparisons.compared({})


def test_a_reason_that_several_ecosystems_have_is_told_once() -> None:
    old = LeftOut(reason=Reason.OLDER_VERSION, text="There is a newer one.")
    none = LeftOut(reason=Reason.NO_ARTIFACT, text="It has none.")
    assert comparisons.by_reason({"kari": old, "craik": none, "claude": old}) == [
        ("It has none.", ["craik"]),
        ("There is a newer one.", ["claude", "kari"]),
    ]


def test_a_note_on_security_that_two_manifests_have_is_told_once() -> None:
    def noting(dialect: str, *notes: str) -> object:
        made = manifest(dialect, "1.0.0")
        return replace(made, description=replace(made.description, security_notes=notes))

    manifests = (noting("caliban", "Reads files.", "b"), noting("craik", "reads files.", "c"))
    made = release("1.0.0", "2026-08-01T10:00:00Z", manifests=manifests)
    assert comparisons.security_notes(made) == ["Reads files.", "b", "c"]
