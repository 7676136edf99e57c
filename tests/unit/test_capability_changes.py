"""What a release asks for beyond the one before it, and what an installer says of that."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chandlery.dialects.caliban import DIALECT
from chandlery.model.capability_changes import capability_changes
from chandlery.model.description import Capability, Dependency, Effect, Isolation, Risk
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Package, Release
from chandlery.model.suppliers import Suppliers
from chandlery.records.release import ArtifactFormat
from chandlery.stages.consent import prompt
from marketplaces import a_marketplace, a_package
from marketplaces import a_release as a_promoted_release

MANIFEST = {"name": "knot-counter", "description": "Counts knots."}


def a_capability(native: str = "repo", **changes: Any) -> Capability:
    fields: dict[str, Any] = {"effect": Effect.FILES_READ, "risk": Risk.LOW}
    return Capability(native=native, **(fields | changes))


def a_release(
    version: str,
    *capabilities: Capability,
    isolation: Isolation = Isolation.SANDBOX,
    needs: Sequence[Dependency] = (),
    name: str = "knot-counter",
    state: ReviewState = ReviewState.PROMOTED,
    availability: Availability = Availability.AVAILABLE,
) -> Release:
    release = a_promoted_release(
        DIALECT,
        MANIFEST | {"name": name},
        ArtifactFormat.TAR_GZ,
        version,
        state=state,
        availability=availability,
    )
    (manifest,) = release.manifests
    described = replace(
        manifest.description,
        capabilities=capabilities,
        isolation=isolation,
        dependencies=tuple(needs),
    )
    return replace(release, manifests=(replace(manifest, description=described),))


def a_pair(before: Sequence[Capability], after: Sequence[Capability]) -> Package:
    return a_package(a_release("1.0.0", *before), a_release("1.1.0", *after))


def test_what_is_new_and_what_is_gone_is_named() -> None:
    package = a_pair([a_capability("old"), a_capability()], [a_capability(), a_capability("new")])
    (found,) = capability_changes(package, package.releases[-1])
    assert (found.added, found.removed, found.previous) == (("new",), ("old",), "1.0.0")
    assert found.asks_for_more


def test_giving_something_up_asks_for_nothing() -> None:
    package = a_pair([a_capability("old"), a_capability()], [a_capability()])
    (found,) = capability_changes(package, package.releases[-1])
    assert found.removed == ("old",)
    assert not found.asks_for_more


@pytest.mark.parametrize(
    ("before", "after", "gained"),
    [
        ({"operations": ("read",)}, {"operations": ("list", "read")}, (("list",), ())),
        ({"targets": ("a/",)}, {"targets": ("b/",)}, ((), ("b/",))),
        ({"targets": ("a/",)}, {}, ((), ())),
        ({"operations": ("read",), "targets": ("a/",)}, {"operations": ("read",)}, (("read",), ())),
    ],
)
def test_more_operations_or_targets_widen(
    before: dict[str, Any], after: dict[str, Any], gained: tuple[object, object]
) -> None:
    package = a_pair([a_capability(**before)], [a_capability(**after)])
    (found,) = capability_changes(package, package.releases[-1])
    (widened,) = found.widened
    assert (widened.operations, widened.targets) == gained


def test_rights_that_change_places_widen() -> None:
    """Reading one folder and writing another is not writing both."""
    one = [
        a_capability(operations=("read",), targets=("a/",)),
        a_capability(operations=("write",), targets=("b/",)),
    ]
    other = [a_capability(operations=("read", "write"), targets=("a/", "b/"))]
    package = a_pair(one, other)
    (found,) = capability_changes(package, package.releases[-1])
    assert found.widened
    narrowed = a_pair(other, one)
    (found,) = capability_changes(narrowed, narrowed.releases[-1])
    assert not found.widened


def test_what_was_for_anything_covers_all() -> None:
    package = a_pair([a_capability()], [a_capability(operations=("read",), targets=("a/",))])
    (found,) = capability_changes(package, package.releases[-1])
    assert not found.asks_for_more


def test_a_raised_risk_a_dropped_grant_and_a_freer_place_are_told() -> None:
    package = a_package(
        a_release("1.0.0", a_capability(grant_required=True)),
        a_release("1.1.0", a_capability(risk=Risk.HIGH), isolation=Isolation.IN_PROCESS),
    )
    (found,) = capability_changes(package, package.releases[-1])
    (raised,) = found.risk_raised
    assert (raised.before, raised.after) == (Risk.LOW, Risk.HIGH)
    assert found.grant_dropped == ("repo",)
    assert found.isolation == (Isolation.SANDBOX, Isolation.IN_PROCESS)


def test_the_previous_release_is_the_one_that_people_have() -> None:
    package = a_package(
        a_release("0.9.0"),
        a_release("1.0.0"),
        a_release("1.1.0", state=ReviewState.REJECTED),
        a_release("1.2.0", availability=Availability.BLOCKED),
        a_release("2.0.0-rc.1"),
        a_release("2.0.0"),
    )
    previous = [
        item.previous
        for release in package.releases
        for item in capability_changes(package, release)
    ]
    # 0.9.0 has none before it; the pre-release and the final one both follow 1.0.0.
    assert previous == ["0.9.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0"]


def test_the_prompt_says_what_is_new_and_what_is_accepted() -> None:
    package = a_pair(
        [a_capability()],
        [a_capability(), a_capability("net", effect=Effect.NETWORK, operations=("get",))],
    )
    release = package.releases[-1]
    (changes,) = capability_changes(package, release)
    (manifest,) = release.manifests
    text = prompt(a_marketplace(package), package, release, manifest, changes)
    assert text.startswith("Knot Counter (knot-counter) 1.1.0 for Caliban\n")
    assert "by Acme (acme). The marketplace has checked" in text
    assert "  - use the network: net to get (low risk)\n" in text
    assert "It asks for more than 1.0.0:\n  + net\n" in text
    assert text.endswith(f"  sha256 {manifest.sha256}\n")


def test_the_prompt_stays_on_its_lines_and_never_calls_a_stranger_checked() -> None:
    package = a_package(a_release("1.0.0", a_capability("a\n  - nothing\x1b[2K\u202e")))
    (release,) = package.releases
    release = replace(release, publisher="nobody")
    (manifest,) = release.manifests
    text = prompt(a_marketplace(package), package, release, manifest)
    assert "a\\x0a  - nothing\\x1b[2K\\u202e" in text
    assert "by nobody, whom nobody knows here." in text
    assert "has checked" not in text


def needs(*names: str, optional: bool = False) -> list[Dependency]:
    return [Dependency(native=name, optional=optional) for name in names]


def test_dependencies_come_before_what_needs_them() -> None:
    packages = [
        a_package(a_release("1.0.0", name="sail", needs=needs("mast", "rope")), name="sail"),
        a_package(a_release("1.0.0", name="mast", needs=needs("hull")), name="mast"),
        a_package(a_release("1.0.0", name="hull", needs=needs("elsewhere")), name="hull"),
        a_package(a_release("1.0.0", name="rope"), name="rope"),
    ]
    suppliers = Suppliers.of(a_marketplace(*packages))
    order = suppliers.order("caliban", "sail", tuple(needs("mast", "rope")))
    assert order == ("hull", "mast", "rope")
    assert suppliers.supplier("caliban", "elsewhere") is None
    assert suppliers.order("caliban", "sail", tuple(needs("mast", optional=True))) == ()


def test_a_circle_of_dependencies_ends() -> None:
    packages = [
        a_package(a_release("1.0.0", name="hen", needs=needs("egg")), name="hen"),
        a_package(a_release("1.0.0", name="egg", needs=needs("hen")), name="egg"),
    ]
    suppliers = Suppliers.of(a_marketplace(*packages))
    assert suppliers.order("caliban", "hen", tuple(needs("egg"))) == ("egg",)


def test_who_needs_a_package_is_known_from_its_own_side() -> None:
    packages = [
        a_package(a_release("1.0.0", name="sail", needs=needs("mast")), name="sail"),
        a_package(a_release("1.0.0", name="boom", needs=needs("mast", optional=True)), name="boom"),
        a_package(a_release("1.0.0", name="mast", needs=needs("mast", "elsewhere")), name="mast"),
    ]
    suppliers = Suppliers.of(a_marketplace(*packages))
    assert suppliers.dependents("caliban", "mast") == ("boom", "sail")
    assert suppliers.dependents("caliban", "sail") == ()
    assert suppliers.dependents("claude", "mast") == ()
    assert suppliers.required("caliban", "boom") == ()
    assert suppliers.required("caliban", "sail") == ("mast",)
