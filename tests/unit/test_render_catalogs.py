"""The pages about what ecosystems can ask for, ObjectStack's two catalogs, the board, fixtures."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from chandlery.catalog import IntegrationEntry
from chandlery.dialects import DIALECTS
from chandlery.dialects.objectstack.describe import describe
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.stigmem.hooks import CAPABILITIES
from chandlery.model.governance import Probation, ReviewState
from chandlery.model.marketplace import Fixture, Integration, Package
from chandlery.stages.fixtures import fixtures
from chandlery.trees import Entry, Mode
from site_sample import manifest, package, release, review, sample
from unit.test_render import rendered, words


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """The sample's site."""
    return rendered()


def test_each_of_stigmems_capabilities_is_told_with_accessor_and_denial(
    site: dict[str, str],
) -> None:
    html = site["capabilities/stigmem/index.html"]
    rows = re.findall(r"<tr>\n<th scope=\"row\"><code>(.*?)</code></th>(.*?)</tr>", html, re.S)
    told = {name: words(row) for name, row in rows}
    assert set(CAPABILITIES) <= told.keys()
    assert "get_tenant_writer" in told["tenant.write"]
    assert "raises CapabilityError" in told["tenant.write"]
    assert "does not declare tenant.write" in told["tenant.write"]
    assert "returns None" in told["tenant.write"]
    assert "use tenant data high" in told["tenant.write"]


def test_every_ecosystem_has_a_page_of_its_words(site: dict[str, str]) -> None:
    for name in DIALECTS:
        assert f'href="../capabilities/{name}/"' in site["capabilities/index.html"]
        assert f"capabilities/{name}/index.html" in site
    assert "PreToolUse" in site["capabilities/caliban/index.html"]
    assert "UserPromptSubmit" in site["capabilities/claude/index.html"]
    assert "git.force_push" in site["capabilities/craik/index.html"]
    assert "routing_operator" in site["capabilities/kari/index.html"]
    assert "manifest-deps" in site["capabilities/objectstack/index.html"]


def test_words_come_to_what_the_dialect_makes_of_a_manifest() -> None:
    """A page must not say less of a word than the plugin page of who uses it."""
    vocabulary = DIALECTS["objectstack"].vocabulary
    assert vocabulary
    said = {word.name: word for table in vocabulary.tables for word in table.words}
    asked = {"services": ["http", "other"], "hooks": ["a.b"], "network": ["h"], "fs": ["/x"]}
    for found in objectstack("plugin", permissions=asked, runtime="node").capabilities:
        word = said[found.native.partition(":")[0].replace("runtime", "node")]
        assert found.effect in word.effects, found.native
        assert word.risk == found.risk


def test_an_effect_is_told_in_the_words_of_each_ecosystem(site: dict[str, str]) -> None:
    text = words(site["capabilities/audit/index.html"])
    assert "Stigmem audit.emit audit.read" in text


def objectstack(type_: str, **more: Any) -> Any:
    """What a manifest comes to."""
    value = {"id": "org.x.y", "name": "Y", "version": "1.0.0", "type": type_, **more}
    return describe(Manifest.model_validate(value))


def stacked(name: str, type_: str, publisher: str = "acme", **more: Any) -> Package:
    """A package for ObjectStack."""
    value = {"id": f"org.x.{name}", "name": name, "version": "1.0.0", "type": type_, **more}
    native = replace(
        manifest("objectstack", "1.0.0"), value=value, description=objectstack(type_, **more)
    )
    made = release("1.0.0", "2026-01-01T00:00:00Z", manifests=(native,), publisher=publisher)
    return package(name, made)


def catalogs(*packages: Package) -> Mapping[str, str]:
    """The pages, with these packages alone."""
    return rendered(replace(sample(), packages=packages, integrations=(), advisories=()))


def test_apps_and_contributions_are_kept_apart() -> None:
    site = catalogs(
        stacked("planner", "app"), stacked("driver", "driver"), stacked("theme", "theme")
    )
    apps = site["objectstack/apps/index.html"]
    others = site["objectstack/contributions/index.html"]
    assert 'href="../../plugins/planner/"' in apps
    assert "plugins/driver/" not in apps
    assert "plugins/driver/" in others
    assert "plugins/theme/" in others
    assert "plugins/planner/" not in others


def test_connectors_are_told_as_declarations_or_as_code() -> None:
    told = [
        {"name": "weather", "provider": "openapi", "providerConfig": {"spec": "https://a.b/c"}},
        {"name": "described"},
        {
            "name": "local",
            "provider": "mcp",
            "providerConfig": {"transport": {"kind": "stdio", "command": "serve"}},
        },
    ]
    text = words(catalogs(stacked("all", "app", connectors=told))["objectstack/apps/index.html"])
    assert "weather : a declaration: the host's own executor for openapi makes it" in (
        text.replace("&#39;", "'")
    )
    assert "described : a description of what some plugin" in text
    assert "local : code: it starts the program" in text


def test_user_interface_has_its_tier_by_the_publisher() -> None:
    site = catalogs(stacked("panel", "ui"), stacked("other", "ui", "stray"))
    text = words(site["objectstack/contributions/index.html"])
    assert "User interface, U0 or U1" in text
    assert "User interface, U1: a frame of its own, since nobody has verified the publisher" in text


def test_data_scopes_are_declared_and_subject_to_the_host() -> None:
    asked = {"services": ["object"], "hooks": ["account.beforeInsert"], "network": ["a.b"]}
    text = words(
        catalogs(stacked("one", "plugin", permissions=asked))[
            "objectstack/contributions/index.html"
        ]
    )
    assert "Data scopes, as declared: services:object hooks:account.beforeInsert" in text
    assert "subject to the host's row-level security" in text.replace("&#39;", "'")


def test_a_denial_stays_on_the_board_after_a_promotion() -> None:
    promoted = review(ReviewState.PROMOTED, "It no longer does.")
    denial: Probation = replace(
        review(ReviewState.REJECTED, "It sent names away.").probations[0],
        created_at="2026-09-01T08:00:00Z",
    )
    judged = replace(promoted, probations=(denial, *promoted.probations))
    again = package("again", release("1.0.0", "2026-01-01T00:00:00Z", review=judged))
    site = catalogs(again)
    rejected = words(site["review/rejected/index.html"])
    assert "It sent names away." in rejected
    assert "decided again since then: promoted" in rejected
    assert "It no longer does." in site["review/promoted/index.html"]


def test_a_probation_shows_its_criteria_and_evidence(site: dict[str, str]) -> None:
    for path in ("review/index.html", "review/probationary/index.html"):
        html = site[path]
        assert "Somebody read the source." in html, path
        assert 'href="https://example.org/reading"' in html, path


def test_fixtures_are_listed_with_their_sizes_and_the_short_ones_shown() -> None:
    (integration,) = sample().integrations
    held = (
        Fixture(path="fixtures/a.json", size=8, text="<b>1</b>"),
        Fixture(path="fixtures/b.bin", size=2_100_000),
    )
    shown: Integration = replace(integration, fixtures=held)
    html = rendered(replace(sample(), integrations=(shown,)))["integrations/tidy-demo/index.html"]
    assert "&lt;b&gt;1&lt;/b&gt;" in html
    assert "fixtures/b.bin 2.1 MB" in words(html)
    assert html.count("<summary>fixtures/") == 1


def entry(files: Mapping[str, bytes]) -> IntegrationEntry:
    """A folder of fixtures; nothing else of it is looked at."""
    listed = tuple(Entry(path, Mode.FILE, len(data)) for path, data in files.items())
    unseen: Any = None
    return IntegrationEntry(
        name="it",
        folder="integrations/it",
        listing_document=unseen,
        listing=unseen,
        readme=unseen,
        manifest=unseen,
        fixtures=listed,
        read=files.__getitem__,
    )


def test_short_text_is_kept_and_nothing_else() -> None:
    files = {
        "fixtures/long.txt": b"x" * 5_000,
        "fixtures/text.txt": b"Zeile\n",
        "fixtures/latin.txt": b"\xe4",
        "fixtures/image.png": b"\x89PNG\x00",
    }
    found = {item.path: (item.size, item.text) for item in fixtures(entry(files))}
    assert found == {
        "fixtures/image.png": (5, None),
        "fixtures/latin.txt": (1, None),
        "fixtures/long.txt": (5_000, None),
        "fixtures/text.txt": (6, "Zeile\n"),
    }


def test_many_short_texts_are_shown_until_there_is_enough() -> None:
    files = {f"fixtures/{n:03}.txt": b"x" * 1_000 for n in range(100)}
    found = list(fixtures(entry(files)))
    assert [item.text is not None for item in found] == [True] * 20 + [False] * 80
