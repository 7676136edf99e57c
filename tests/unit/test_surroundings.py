"""What lies around a package: while that stays the same, so do all files that are of it alone."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from benchmarks.marketplaces import generated
from chandlery.assembly import TITLES
from chandlery.defaults import default_templates
from chandlery.formats.canonical import canonical_of_facts
from chandlery.model.marketplace import Integration, Marketplace, Package, Release
from chandlery.model.parts import batches
from chandlery.model.suppliers import Suppliers
from chandlery.stages.entries import Entries
from chandlery.stages.press import Rendered
from chandlery.stages.render import render_changed
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.fingerprint import Fingerprints
from chandlery.stages.site.summaries import overview
from chandlery.stages.site.surroundings import Surroundings
from site_sample import BASE_URL, listing, manifest, steps
from unit.test_render import WEBSITE

Change = Callable[[Marketplace], Marketplace]
LEADS = "[one](../{}/README.md) [two](../nowhere/) [three](../../publishers/nobody.yml) [four](x/y)"


@cache
def whole() -> Marketplace:
    """Packages that need each other, some with READMEs that lead to others."""
    market = replace(generated(40, 3), base_url=BASE_URL)
    names = [item.name for item in market.packages]
    packages = [
        replace(item, readme=LEADS.format(names[at - 1])) if at % 3 else item
        for at, item in enumerate(market.packages)
    ]
    return replace(market, packages=tuple(packages))


@cache
def needed() -> str:
    """A package that others need and that needs another."""
    seen = overview(whole())
    suppliers = Surroundings(seen).suppliers
    return next(
        item.name
        for item in seen.packages.values()
        for supply in item.supplies
        if supply.ever and suppliers.dependents(supply.dialect, item.name)
    )


def around(market: Marketplace, asked: dict[str, tuple[str, ...]]) -> dict[str, str]:
    seen = overview(market)
    surroundings, prints = Surroundings(seen), Fingerprints(seen.frame)
    return {
        name: surroundings.around(item, asked.get(name, ()), prints)
        for name, item in seen.items.items()
    }


def own(market: Marketplace) -> dict[str, dict[str, Rendered | bytes]]:
    """The files of each package alone, by its name and their paths."""
    made = render_changed(
        Rows(overview(market)),
        batches([*market.packages, *market.integrations]),
        WEBSITE,
        [default_templates()],
        steps=steps,
        titles=TITLES,
        known=lambda *_: True,
    )
    found: dict[str, dict[str, Rendered | bytes]] = {}
    for file in made:
        if isinstance(file, Rendered):
            found.setdefault(file.owner, {})[file.path] = file
    entries = Entries(market, Suppliers.of(market))
    for package in market.packages:
        for place, entry in enumerate(entries.package(package)):
            found[package.name][f"{place}.json"] = canonical_of_facts(entry)
    return found


def changed(make: Callable[[Package], Package]) -> Change:
    """One package is changed: it has the dependencies of others, and others have it."""
    name = needed()
    return lambda market: replace(
        market,
        packages=tuple(make(item) if item.name == name else item for item in market.packages),
    )


def titled(market: Marketplace) -> Marketplace:
    return changed(lambda item: replace(item, listing=listing("Quite Another")))(market)


def free(release: Release) -> Release:
    """A release that needs nothing."""
    manifests = (
        replace(it, description=replace(it.description, dependencies=()))
        for it in release.manifests
    )
    return replace(release, manifests=tuple(manifests))


def freed(market: Marketplace) -> Marketplace:
    return changed(lambda item: replace(item, releases=tuple(map(free, item.releases))))(market)


def gone(market: Marketplace) -> Marketplace:
    name = needed()
    return replace(market, packages=tuple(it for it in market.packages if it.name != name))


def come(market: Marketplace) -> Marketplace:
    """What some READMEs lead to."""
    more = replace(market.packages[0], name="nowhere")
    return replace(market, packages=(*market.packages, more))


def shown(market: Marketplace) -> Marketplace:
    integration = Integration(
        name="walk",
        listing=listing("Walk"),
        readme="",
        manifest=manifest("craik", "1.0.0"),
        uses=needed(),
    )
    return replace(market, integrations=(integration,))


def verified(market: Marketplace) -> Marketplace:
    acme = market.publishers["acme"]
    record = acme.record.model_copy(update={"title": "Another"})
    return replace(market, publishers={"acme": replace(acme, record=record)})


def published(market: Marketplace) -> Marketplace:
    acme = market.publishers["acme"]
    return replace(market, publishers={**market.publishers, "nobody": replace(acme, name="nobody")})


@pytest.mark.parametrize(
    ("change", "fewest", "most"),
    [
        (titled, 1, 10),
        (freed, 2, 10),
        (gone, 2, 12),
        (come, 20, 30),
        (shown, 1, 1),
        (verified, 40, 40),
        (published, 20, 30),
    ],
)
def test_only_what_has_other_neighbours_has_other_files(
    change: Change, fewest: int, most: int
) -> None:
    before, after = whole(), change(whole())
    old, new = own(before), own(after)
    asked = {
        name: file.asked
        for name, files in old.items()
        for path, file in files.items()
        if isinstance(file, Rendered) and path.count("/") == 2
    }
    was, now = around(before, asked), around(after, asked)
    told = {name for name in was.keys() & now.keys() if was[name] != now[name]}
    assert fewest <= len(told) <= most
    mine = {item.name for item in before.packages} - {
        item.name for item in after.packages if item in before.packages
    }
    for name in (was.keys() & now.keys()) - told - mine:
        assert old[name] == new[name], name
