"""What becomes of a release in the ecosystems' own indexes, and that the guide says the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chandlery.dialects import DIALECTS, left_out
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Manifest, Marketplace, Package, Release
from chandlery.model.offering import BY_POLICY, TABLE, Placing, Reason, placing, why_withheld
from chandlery.records.marketplace import Policy
from chandlery.records.release import ArtifactFormat
from marketplaces import a_marketplace, a_package, a_release, projection

GUIDE = Path(__file__).parents[2] / "site-src" / "guide" / "states.md"
EVERYTHING = ("probationary", "unreviewed")
STATES = [(review, availability) for review in ReviewState for availability in Availability]

# A manifest that each dialect's own model takes, and the format that its client does.
MANIFESTS: dict[str, tuple[dict[str, Any], ArtifactFormat]] = {
    "caliban": ({"name": "knot-counter"}, ArtifactFormat.TAR_GZ),
    "claude": ({"name": "knot-counter"}, ArtifactFormat.ZIP),
    "craik": (
        {
            "id": "knot-counter",
            "name": "knot-counter",
            "description": "Counts knots.",
            "publisher": "Acme",
            "trust_boundary": "project",
            "entrypoints": [{"id": "x", "kind": "command", "path": "bin/x", "description": "X."}],
            "capabilities": [
                {
                    "capability": "repo.read",
                    "description": "Reads.",
                    "risk": "low",
                    "operations": ["read"],
                    "targets": ["log/"],
                }
            ],
            "docs": ["README.md"],
            "compatibility": {"craik_versions": ["0.12.9"], "status": "experimental"},
            "security_notes": ["Reads files only."],
            "created_at": "2026-07-01T09:00:00Z",
        },
        ArtifactFormat.TAR_GZ,
    ),
    "kari": (
        {
            "name": "knot-counter",
            "description": "Counts knots.",
            "author": "Ada",
            "module": "knot_counter.handler",
        },
        ArtifactFormat.TGZ,
    ),
    "objectstack": (
        {"id": "com.example.knots", "name": "knot-counter", "type": "plugin"},
        ArtifactFormat.OSPLUGIN,
    ),
    "stigmem": ({"name": "knot-counter"}, ArtifactFormat.WHEEL),
}


def a_release_for(dialect: str, version: str = "1.0.0", **states: Any) -> Release:
    manifest, format_ = MANIFESTS[dialect]
    if dialect != "craik":
        release = a_release(DIALECTS[dialect], manifest, format_, version, **states)
    else:
        release = _for_craik(manifest, version, **states)
    if format_ is ArtifactFormat.WHEEL:
        (artifact,) = release.artifacts
        name = f"knot_counter-{version.replace('-rc.', 'rc')}-py3-none-any.whl"
        release = replace(release, artifacts=(replace(artifact, filename=name),))
    return release


def _for_craik(manifest: dict[str, Any], version: str, **states: Any) -> Release:
    """As the others; the version is called otherwise in Craik's records."""
    kari, format_ = MANIFESTS["kari"]
    release = a_release(DIALECTS["kari"], kari, format_, version, **states)
    value = manifest | {"plugin_version": version}
    kind = DIALECTS["craik"].kind("plugin_descriptor")
    assert kind.describe
    native = Manifest(
        dialect="craik",
        kind=kind.name,
        data=json.dumps(value).encode(),
        value=value,
        sha256="0" * 64,
        description=kind.describe(kind.model.model_validate(value)),
    )
    return replace(release, manifests=(native,))


def admitting(market: Marketplace, *states: Any) -> Marketplace:
    policy = Policy(projections=list(states))
    return replace(market, settings=market.settings.model_copy(update={"policy": policy}))


def without_artifacts(release: Release) -> Release:
    return replace(release, artifacts=())


def shown_versions(dialect: str, market: Marketplace) -> set[str]:
    """The versions of the plugin that a client finds in the files which it reads."""
    files = projection(DIALECTS[dialect], market)
    match dialect:
        case "caliban":
            plugins = json.loads(files["caliban/index.json"])["plugins"]
            return {version["version"] for plugin in plugins for version in plugin["versions"]}
        case "claude":
            return {
                plugin["version"]
                for plugin in json.loads(files["claude/marketplace.json"])["plugins"]
            }
        case "craik":
            return {entry["version"] for entry in json.loads(files["craik/index.json"])}
        case "kari":
            return {item["version"] for item in json.loads(files["kari/index.json"])["plugins"]}
        case "objectstack":
            listed = json.loads(files["objectstack/contributions.json"])["contributions"]
            return {version["version"] for item in listed for version in item["versions"]}
        case _:
            data = files.get("simple/knot-counter/index.json", b'{"versions": []}')
            versions = json.loads(data)["versions"]
            return {version.replace("rc", "-rc.") for version in versions}


def rows(text: str, first: str) -> Iterator[list[str]]:
    """The cells of a table of the guide, by its first heading."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


# -- the table -------------------------------------------------------------------------------------


def test_the_table_has_every_pair_of_states() -> None:
    assert [(review, availability) for review in TABLE for availability in TABLE[review]] == [
        (review, availability)
        for review in (
            ReviewState.PROMOTED,
            ReviewState.PROBATIONARY,
            ReviewState.UNREVIEWED,
            ReviewState.REJECTED,
            ReviewState.EXPIRED,
        )
        for availability in Availability
    ]


@pytest.mark.parametrize(("review", "availability"), STATES)
def test_only_what_a_policy_admits_is_listed_beside_the_promoted(
    review: ReviewState, availability: Availability
) -> None:
    strictly = placing(review, availability, ())
    if review is not ReviewState.PROMOTED:
        assert strictly is Placing.WITHHELD
    admitted = placing(review, availability, EVERYTHING)
    if review in {ReviewState.REJECTED, ReviewState.EXPIRED}:
        assert admitted is Placing.WITHHELD
    else:
        assert admitted is placing(ReviewState.PROMOTED, availability, ())


def test_the_guide_shows_the_table() -> None:
    told = {
        (row[0].strip("`"), availability.value): cell
        for row in rows(GUIDE.read_text(), "Review")
        for availability, cell in zip(Availability, row[1:], strict=True)
    }
    assert told == {
        (review.value, availability.value): _cell(review, availability)
        for review, availability in STATES
    }


def _cell(review: ReviewState, availability: Availability) -> str:
    place = TABLE[review][availability]
    by_policy = review in BY_POLICY and place is not Placing.WITHHELD
    return f"{place.value} (by policy)" if by_policy else place.value


def test_the_guide_explains_every_placing_and_every_reason() -> None:
    text = GUIDE.read_text()
    assert set(re.findall(r"^- \*\*([a-z]+)\*\*:", text, re.MULTILINE)) == {*Placing}
    assert [row[0].strip("`") for row in rows(text, "Reason")] == list(Reason)


def test_the_guide_tells_what_each_client_is_shown() -> None:
    told = {row[0].strip("`"): row[1:] for row in rows(GUIDE.read_text(), "Index")}
    shelves = {name: dialect.shelf for name, dialect in DIALECTS.items() if dialect.shelf}
    assert told == {
        name: [
            "one" if shelf.one_version else "all",
            "all" if shelf.chooses else "only without a final version",
            "marked" if shelf.chooses else "no",
        ]
        for name, shelf in shelves.items()
    }


# -- why a release is left out ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "availability", "reason"),
    [
        (ReviewState.PROMOTED, Availability.BLOCKED, Reason.BLOCKED),
        (ReviewState.REJECTED, Availability.BLOCKED, Reason.BLOCKED),
        (ReviewState.REJECTED, Availability.YANKED, Reason.REJECTED),
        (ReviewState.EXPIRED, Availability.AVAILABLE, Reason.EXPIRED),
        (ReviewState.UNREVIEWED, Availability.YANKED, Reason.UNREVIEWED),
        (ReviewState.PROBATIONARY, Availability.DEPRECATED, Reason.PROBATIONARY),
        (ReviewState.PROMOTED, Availability.YANKED, Reason.YANKED),
    ],
)
def test_the_strongest_reason_is_given(
    review: ReviewState, availability: Availability, reason: Reason
) -> None:
    why = why_withheld(review, availability, ())
    assert why.reason is reason
    assert why.text.endswith(".")


def test_what_is_admitted_and_yanked_is_left_out_for_the_yank() -> None:
    why = why_withheld(ReviewState.PROBATIONARY, Availability.YANKED, EVERYTHING)
    assert why.reason is Reason.YANKED


def several(dialect: str) -> Package:
    """Releases in every state, with 9 before 10 and a pre-release at the end."""
    states = [
        a_release_for(dialect, f"1.{number}.0", state=review, availability=availability)
        for number, (review, availability) in enumerate(STATES)
    ]
    final = [a_release_for(dialect, version) for version in ("2.9.0", "2.10.0")]
    bare = [] if dialect == "craik" else [without_artifacts(a_release_for(dialect, "2.11.0"))]
    return a_package(*states, *final, *bare, a_release_for(dialect, "3.0.0-rc.1"))


@pytest.mark.parametrize("admitted", [(), ("probationary",), EVERYTHING])
@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != "objectstack"])
def test_a_release_is_in_a_clients_files_or_has_a_reason(
    dialect: str, admitted: tuple[str, ...]
) -> None:
    package = several(dialect)
    market = admitting(a_marketplace(package), *admitted)
    absent = {version for version, why in left_out(market, package).items() if dialect in why}
    listed = shown_versions(dialect, market)
    assert listed
    assert listed | absent == {release.version for release in package.releases}
    assert not listed & absent


def test_objectstack_has_no_prereleases_and_the_same_account_otherwise() -> None:
    package = a_package(
        *(
            a_release_for("objectstack", f"1.{number}.0", state=review, availability=availability)
            for number, (review, availability) in enumerate(STATES)
        ),
        without_artifacts(a_release_for("objectstack", "2.0.0")),
    )
    market = a_marketplace(package)
    absent = {version for version, why in left_out(market, package).items() if why}
    listed = shown_versions("objectstack", market)
    assert listed == {"1.8.0", "1.9.0"}
    assert listed | absent == {release.version for release in package.releases}


@pytest.mark.parametrize("dialect", ["caliban", "claude", "kari"])
def test_a_prerelease_stands_back_for_a_final_version(dialect: str) -> None:
    final, early = a_release_for(dialect, "1.0.0"), a_release_for(dialect, "2.0.0-rc.1")
    package = a_package(final, early)
    why = left_out(a_marketplace(package), package)[early.version].get(dialect)
    assert why is not None
    assert why.reason is Reason.SUPERSEDED_PRERELEASE
    assert "1.0.0" in why.text
    alone = a_package(early)
    assert left_out(a_marketplace(alone), alone)[early.version].get(dialect) is None


@pytest.mark.parametrize("dialect", ["claude", "craik", "kari"])
def test_one_version_is_shown_the_newest(dialect: str) -> None:
    nine, ten = a_release_for(dialect, "1.9.0"), a_release_for(dialect, "1.10.0")
    package = a_package(nine, ten)
    why = left_out(a_marketplace(package), package)[nine.version].get(dialect)
    assert why is not None
    assert (why.reason, "1.10.0" in why.text) == (Reason.OLDER_VERSION, True)
    assert left_out(a_marketplace(package), package)[ten.version].get(dialect) is None


def test_without_an_artifact_the_client_has_nothing_to_take() -> None:
    release = without_artifacts(a_release_for("caliban"))
    package = a_package(release)
    why = left_out(a_marketplace(package), package)[release.version].get("caliban")
    assert why is not None
    assert why.reason is Reason.NO_ARTIFACT
    assert "`tar.gz`" in why.text


def test_a_release_without_a_manifest_for_a_dialect_is_not_left_out_of_it() -> None:
    release = a_release_for("caliban")
    package = a_package(release)
    assert left_out(a_marketplace(package), package) == {"1.0.0": {}}
    assert left_out(a_marketplace(package), package)[release.version].get("claude") is None


def renamed(release: Release, filename: str) -> Release:
    (artifact,) = release.artifacts
    return replace(release, artifacts=(replace(artifact, filename=filename),))


def at_address(release: Release, url: str) -> Release:
    (artifact,) = release.artifacts
    return replace(release, artifacts=(replace(artifact, url=url),))


@pytest.mark.parametrize(
    ("dialect", "release"),
    [
        ("caliban", at_address(a_release_for("caliban"), "artifacts/x.tar.gz")),
        ("stigmem", renamed(a_release_for("stigmem"), "knot counter.whl")),
    ],
)
def test_what_a_format_cannot_hold_is_left_out_and_said(dialect: str, release: Release) -> None:
    package = a_package(release)
    market = a_marketplace(package)
    why = left_out(market, package)[release.version].get(dialect)
    assert why is not None
    assert why.reason is Reason.UNREPRESENTABLE
    assert why.text
    assert shown_versions(dialect, market) == set()


def test_claude_code_cannot_hold_a_plugin_that_is_called_as_the_marketplace() -> None:
    manifest, format_ = MANIFESTS["claude"]
    release = a_release(DIALECTS["claude"], manifest | {"name": "quay"}, format_)
    package = a_package(release, name="quay")
    market = a_marketplace(package)
    why = left_out(market, package)[release.version].get("claude")
    assert why is not None
    assert why.reason is Reason.UNREPRESENTABLE
    assert shown_versions("claude", market) == set()


def test_an_app_without_a_bundle_is_left_out_of_objectstack() -> None:
    manifest, _ = MANIFESTS["objectstack"]
    release = a_release(DIALECTS["objectstack"], manifest | {"type": "app"}, ArtifactFormat.JSON)
    package = a_package(release)
    market = a_marketplace(package)
    why = left_out(market, package)[release.version].get("objectstack")
    assert why is not None
    assert why.reason is Reason.UNREPRESENTABLE


def test_what_craiks_store_refuses_is_left_out() -> None:
    release = a_release_for("craik")
    value = {**release.manifests[0].value, "description": "token=" + "x" * 12}
    package = a_package(replace(release, manifests=(replace(release.manifests[0], value=value),)))
    why = left_out(a_marketplace(package), package)[package.releases[0].version].get("craik")
    assert why is not None
    assert why.reason is Reason.UNREPRESENTABLE
