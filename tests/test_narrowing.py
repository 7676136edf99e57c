"""``--changed-since`` looks at a part of a catalog, and misses nothing that a change does to it."""

import base64
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from builders import (
    CALIBAN,
    CRAIK,
    LISTING,
    MARKETPLACE,
    PUBLISHER,
    Files,
    a_catalog,
    a_release,
    a_source,
    as_json,
    no_network,
)
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import Inspection, inspect
from chandlery.records.release import ArtifactFormat as Format
from chandlery.rules import (
    CATALOG_RULES,
    CHANGE_RULES,
    DATED_RULES,
    ENTRY_RULES,
    FILE_RULES,
    RELEASE_RULES,
)
from chandlery.stages.alone import Alone, each_alone, look_at
from chandlery.stages.load import Sources, load
from chandlery.stages.scope import (
    EVERYTHING,
    WHOLE,
    Change,
    Narrowing,
    Scope,
    unit_of,
    units_below,
)
from chandlery.stages.validate import validate
from chandlery.stages.whole import separate
from chandlery.trees import MemoryTree
from craik_records import GOVERNANCE, a_value, evidence, filed, in_review
from rules.artifacts import elsewhere
from rules.pins_cases import PUBLIC, ZIP, signed

AT = "2026-11-20T00:00:00Z"
INTEGRATION = a_value("reference_integration")


def _plugin(name: str) -> Files:
    manifest = as_json(CALIBAN | {"name": name})
    descriptor = as_json(CRAIK | {"id": name, "name": name.title()})
    release = a_release(
        name=name,
        source=a_source() | {"plugin.json": manifest},
        extra={"craik.json": descriptor},
        formats=(Format.TAR_GZ, Format.ZIP),
    )
    return release | {
        f"plugins/{name}/listing.yml": LISTING.replace(b"Knot Counter", name.title().encode()),
        f"plugins/{name}/README.md": b"# Words\n\nMany of them.\n",
    }


def _catalog() -> Files:
    """Five plugins, an integration, and every way in which one record names another."""
    files = a_catalog()
    for name in ("bell", "chart", "dinghy", "ensign"):
        files |= _plugin(name)
    data = files["plugins/chart/listing.yml"]
    assert isinstance(data, bytes)
    return files | {
        "marketplace.yml": MARKETPLACE + b"brand: {logo: logo.svg}\n",
        "site-src/logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "publishers/other.yml": PUBLISHER.replace(b"Acme", b"Other"),
        "plugins/chart/listing.yml": data + b"replaced_by: bell\n",
        "advisories/a-1.yml": b"title: Bad\nact: yank\npackage: dinghy\nversions: ['>=1.0.0']\n"
        b"reason: Because.\nevidence: [x]\npublished: 2026-08-01T00:00:00Z\n"
        b"appeal: y@quay.example\n",
        "renames.yml": b"clock: {to: bell, since: 2026-08-01T00:00:00Z, reason: x}\n",
        "waivers.yml": b"- {code: ADV002, path: advisories/a-1.yml, reason: x, approver: x, "
        b"expires: 2027-01-01T00:00:00Z}\n"
        b"- {code: LIC002, path: plugins/ensign/listing.yml, reason: x, approver: x, "
        b"expires: 2027-01-01T00:00:00Z}\n",
        "integrations/walk/craik.json": as_json(INTEGRATION),
        "integrations/walk/listing.yml": LISTING.replace(b"Knot Counter", b"Walk"),
        "integrations/walk/README.md": b"# Walk\n",
    }


FILES = _catalog()


def look(files: Files, narrowing: Narrowing = EVERYTHING) -> Inspection:
    return inspect(MemoryTree(files), fetch=no_network, at=AT, narrowing=narrowing)


BEFORE = set(look(FILES).diagnostics)


def since(before: Files, after: Files) -> Inspection:
    """The catalog after a change, looked at as far as the change goes."""
    paths = {path for path in before | after if before.get(path) != after.get(path)}
    change = Change(paths=frozenset(paths), before=MemoryTree(before))
    return look(after, Narrowing(change=change))


def without(folder: str) -> Files:
    return {
        path: data
        for path, data in FILES.items()
        if path != folder and not path.startswith(f"{folder}/")
    }


def replaced(path: str, old: bytes, new: bytes) -> Files:
    value = FILES[path]
    data = value if isinstance(value, bytes) else value[0]
    assert old in data
    return FILES | {path: data.replace(old, new)}


RELEASE = "plugins/ensign/releases/1.0.0"
CHANGES: Mapping[str, Files] = {
    "nothing": FILES,
    "a name that others lead to is gone": without("plugins/bell"),
    "what an advisory is about is gone": without("plugins/dinghy"),
    "a publisher is gone": without("publishers/acme.yml"),
    "another publisher is gone": without("publishers/other.yml"),
    "an integration is gone": without("integrations/walk"),
    "the renames are gone": without("renames.yml"),
    "the waivers are gone": without("waivers.yml"),
    "an advisory is gone": without("advisories/a-1.yml"),
    "a waiver for another file": replaced("waivers.yml", b"ensign/listing", b"bell/listing"),
    "a waiver that is not needed": replaced("waivers.yml", b"LIC002", b"LIC003"),
    "the settings name other categories": replaced(
        "marketplace.yml", b"contact:", b"policy: {categories: [other]}\ncontact:"
    ),
    "the settings cannot be read": replaced("marketplace.yml", b"title:", b"title: ["),
    "a name like another": FILES
    | {path.replace("bell", "be1l"): data for path, data in _plugin("bell").items()},
    "a name that differs in its dash": FILES | _plugin("kn-ot") | _plugin("kn_ot"),
    "a publisher claims a prefix": replaced(
        "publishers/other.yml", b"contact:", b"prefixes: [chart]\ncontact:"
    ),
    "a publisher is no longer verified": replaced(
        "publishers/acme.yml", b"level: verified", b"level: unverified"
    ),
    "a release of another publisher": replaced(f"{RELEASE}/release.json", b'"acme"', b'"other"'),
    "the licence that a waiver is for is spelt well": FILES
    | {"plugins/ensign/listing.yml": LISTING},
    "two artifacts with one address": replaced(
        f"{RELEASE}/release.json", b'"format": "zip"', b'"filename": "x.zip", "format": "zip"'
    ),
    "a source that is not the pinned one": replaced(
        f"{RELEASE}/source/skills/count/SKILL.md", b"Count them.", b"Do not."
    ),
    "a manifest that is not JSON": replaced(f"{RELEASE}/craik.json", b"{", b""),
    "a listing that is not read": replaced("plugins/bell/listing.yml", b"summary:", b"sumary:"),
    "a logo that is none": FILES | {"site-src/logo.svg": b"<svg onload='x()'/>"},
    "a logo that is gone": without("site-src"),
    "a file that is none of a catalog": FILES | {"plugins/bell/notes.txt": b"x"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_new_is_found(change: str) -> None:
    after = CHANGES[change]
    everything = set(look(after).diagnostics)
    narrow = set(since(FILES, after).diagnostics)
    assert everything - BEFORE <= narrow
    assert _of_the_catalog(narrow) <= everything


@pytest.mark.parametrize("seed", range(40))
def test_what_is_new_is_found_whatever_changed(seed: int) -> None:
    chance = random.Random(seed)
    before = _mutated(FILES, chance)
    after = _mutated(before, chance)
    everything = set(look(after).diagnostics)
    narrow = set(since(before, after).diagnostics)
    assert everything - set(look(before).diagnostics) <= narrow
    assert _of_the_catalog(narrow) <= everything


def _of_the_catalog(found: Iterable[Diagnostic]) -> set[Diagnostic]:
    """What was found in the catalog as it is, and not in how it came about."""
    return {item for item in found if item.code not in {rule.code for rule in CHANGE_RULES}}


def _mutated(files: Files, chance: random.Random) -> Files:
    """The files with one or two of them gone, copied over another, short of a line or altered."""
    files = dict(files)
    for _ in range(chance.randint(1, 2)):
        path = chance.choice(sorted(files))
        value = files[path]
        data = value if isinstance(value, bytes) else value[0]
        lines = data.splitlines(keepends=True)
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                del files[path]
            case 1:
                like = [other for other in files if other.endswith(path.rpartition("/")[2])]
                files[path] = files[chance.choice(sorted(like))]
            case 2:
                files[path] = b"".join(lines[: at % len(lines)] + lines[at % len(lines) + 1 :])
            case 3:
                name = chance.choice(["bell", "chart", "dinghy", "acme", "other"])
                files[path] = data.replace(name.encode(), chance.choice([b"bell", b"x-1"]))
            case _:
                files[path] = data[:at] + b"x" + data[at + 1 :]
    return files


@pytest.mark.parametrize("change", CHANGES)
def test_a_rule_of_one_thing_finds_the_same_in_the_thing_alone(change: str) -> None:
    """What looks at more belongs in `CATALOG_RULES` or `DATED_RULES`."""
    sources = load(MemoryTree(CHANGES[change])).value
    units = {unit_of(path) for path in CHANGES[change]}
    alone = {
        item
        for unit in units
        for item in _separately(part_of(sources, Scope(units=frozenset({unit})).holds))
        if unit_of(item.file) == unit
    }
    assert alone == {item for item in _separately(sources) if unit_of(item.file) in units}


def part_of(sources: Sources, holds: Callable[[str], bool]) -> Sources:
    """The packages and files that lie in a scope."""
    return replace(
        sources,
        settings=sources.settings if holds("marketplace.yml") else None,
        renames=sources.renames if holds("renames.yml") else None,
        waivers=sources.waivers if holds("waivers.yml") else None,
        publishers={name: item for name, item in sources.publishers.items() if holds(item.path)},
        advisories={name: item for name, item in sources.advisories.items() if holds(item.path)},
        packages={key: item for key, item in sources.packages.items() if holds(item.folder)},
    )


def _separately(sources: Sources) -> Iterable[Diagnostic]:
    typed = validate(sources)
    units: list[Alone[None]] = each_alone(sources, typed, WHOLE, {})
    ruled = [item for unit in units for item in look_at(unit, _no_work).ruled]
    return typed.without_ours([*typed.diagnostics, *ruled, *separate(typed.catalog)])


def _no_work(job: None) -> None:
    raise AssertionError(job)


def test_a_rule_is_in_one_list() -> None:
    lists = (CATALOG_RULES, CHANGE_RULES, DATED_RULES, ENTRY_RULES, FILE_RULES, RELEASE_RULES)
    codes = [rule.code for rules in lists for rule in rules]
    assert sorted(codes) == sorted(set(codes))


def test_what_the_change_has_nothing_to_do_with_is_left_alone() -> None:
    old = replaced("plugins/chart/releases/1.0.0/source/skills/count/SKILL.md", b"them", b"all")
    assert any(item.file.startswith("plugins/chart/") for item in look(old).diagnostics)
    new = old | {"plugins/ensign/README.md": b"# Ensign\n"}
    narrow = since(old, new)
    assert narrow.scope == Scope(units=frozenset({"plugins/ensign"}))
    assert [item for item in narrow.diagnostics if "chart" in item.file] == []


def test_packages_that_a_change_has_an_effect_on_are_looked_at() -> None:
    gone = since(FILES, without("plugins/bell")).scope
    assert gone.holds("plugins/chart/listing.yml")  # names it
    assert gone.holds("renames.yml")
    assert not gone.holds("plugins/ensign/listing.yml")
    unknown = since(FILES, without("publishers/acme.yml")).scope
    assert all(unknown.holds(f"plugins/{name}") for name in ("bell", "chart", "ensign"))


@pytest.mark.parametrize("new", [1, 2])
def test_of_two_records_with_one_id_the_new_one_is_to_blame(new: int) -> None:
    records = filed(probation_1=in_review(), probation_2=in_review(), reading=evidence())
    path = f"{GOVERNANCE}/probation-{new}.json"
    before = {key: data for key, data in (FILES | records).items() if key != path}
    for after in (FILES | records, replaced("marketplace.yml", b"Quay", b"Pier") | records):
        blamed = [item.file for item in since(before, after).diagnostics if item.code == "REF007"]
        assert blamed == [path]


def test_the_settings_concern_everything() -> None:
    after = replaced("marketplace.yml", b"title: Quay", b"title: Pier")
    assert since(FILES, after).scope.units is None


def test_only_some_paths() -> None:
    broken = replaced(f"{RELEASE}/craik.json", b'"low"', b'"tiny"')
    broken |= {"plugins/bell/README.md": b"\xff"}

    def files_of(*paths: str) -> set[str]:
        below = units_below(paths, broken)
        found = {item.file for item in look(broken, Narrowing(below=below)).diagnostics}
        return found - {"waivers.yml"}  # of what is looked at, waivers are too

    everything = {item.file for item in look(broken).diagnostics} - {"waivers.yml"}
    assert files_of(RELEASE) == {f"{RELEASE}/craik.json"}
    assert files_of("plugins/bell/README.md") == {"plugins/bell/README.md"}
    assert files_of("plugins") == {path for path in everything if path.startswith("plugins/")}
    assert files_of("") == everything


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("plugins/bell/releases/1.0.0/release.json", "plugins/bell"),
        ("plugins/bell", "plugins/bell"),
        ("publishers/acme.yml", "publishers/acme"),
        ("marketplace.yml", "marketplace"),
        ("README.md", "README.md"),
    ],
)
def test_the_unit_of_a_path(path: str, unit: str) -> None:
    assert unit_of(path) == unit
    assert Scope(units=frozenset({unit})).holds(path)
    assert not Scope(units=frozenset()).holds(path)
    assert Scope().holds(path)


def test_findings_are_values_that_can_be_compared() -> None:
    assert BEFORE
    assert all(isinstance(item, Diagnostic) for item in BEFORE)


def _fetched(files: Files, narrowing: Narrowing = EVERYTHING) -> set[Diagnostic]:
    """What is found where the only artifact elsewhere is `ZIP`."""

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        return ZIP

    return set(inspect(MemoryTree(files), fetch=fetch, at=AT, narrowing=narrowing).diagnostics)


def _new(before: Files, after: Files) -> set[str]:
    """The codes of what a change brings about; a narrow look finds it all."""
    paths = {path for path in before | after if before.get(path) != after.get(path)}
    change = Change(paths=frozenset(paths), before=MemoryTree(before))
    new = _fetched(after) - _fetched(before)
    assert new <= _fetched(after, Narrowing(change=change))
    return {item.code for item in new}


def test_an_address_that_another_package_has_already() -> None:
    before = dict(elsewhere(Format.ZIP, ZIP, filename="tool.zip").files)
    release = before["plugins/knot-counter/releases/1.0.0/release.json"]
    manifest = before["plugins/knot-counter/releases/1.0.0/craik.json"]
    assert isinstance(release, bytes)
    assert isinstance(manifest, bytes)
    before |= {
        "plugins/zither/listing.yml": LISTING.replace(b"Knot Counter", b"Zither"),
        "plugins/zither/README.md": b"# Zither\n",
        "plugins/zither/releases/1.0.0/release.json": release,
        "plugins/zither/releases/1.0.0/craik.json": manifest.replace(b"knot-counter", b"zither"),
    }
    path = "plugins/zither/releases/1.0.0/release.json"
    assert "PIN012" in _new(before, before | {path: release.replace(b"tool.zip", b"Tool.zip")})


def test_a_key_that_no_longer_fits_what_it_signed() -> None:
    before = signed(ZIP).files
    path = "publishers/acme.yml"
    data = before[path]
    assert isinstance(data, bytes)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    key = base64.b64encode(other)
    assert "PIN014" in _new(before, before | {path: data.replace(PUBLIC.encode(), key)})
