"""berth-planner: a bundle in which every name leads somewhere, and an update that takes nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hosts import manifest, release

from conftest import versions

ALL = versions("berth-planner")

Json = dict[str, Any]


def bundle(version: str) -> Json:
    path = release("plugins", "berth-planner", version) / "source" / "berth-planner.json"
    return json.loads(path.read_bytes())


def fields(version: str) -> dict[str, Json]:
    """Object → its fields."""
    return {item["name"]: item["fields"] for item in bundle(version)["objects"]}


def lists(views: Json) -> Iterator[tuple[str, Json]]:
    """The list views of one container, by name."""
    yield "list", views["list"]
    yield from views.get("listViews", {}).items()


def fields_named(view: Json) -> set[str]:
    """Every field that a list view names."""
    layouts = [view.get(kind, {}) for kind in ("calendar", "gantt")]
    return {
        *view["columns"],
        *(rule["field"] for key in ("filter", "sort") for rule in view.get(key, [])),
        *view.get("searchableFields", []),
        *(name for layout in layouts for key, name in layout.items() if key.endswith("Field")),
    }


def items(navigation: list[Json]) -> Iterator[Json]:
    """The entries of a menu that lead somewhere."""
    for item in navigation:
        yield from items(item["children"]) if "children" in item else [item]


def options(field: Json) -> set[str]:
    return {option["value"] for option in field["options"]}


@pytest.mark.parametrize("version", ALL)
def test_bundle_holds_the_manifest(version: str) -> None:
    held = bundle(version)["manifest"]
    assert held == manifest(release("plugins", "berth-planner", version), "objectstack")
    assert (held["id"], held["version"]) == ("com.harbourworks.berth-planner", version)
    assert held["type"] == "app"
    assert not {"runtime", "permissions", "main"} & held.keys()


@pytest.mark.parametrize("version", ALL)
def test_app_is_data_alone(version: str) -> None:
    waiting: list[Any] = [bundle(version)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            assert not {"expression", "script", "body", "source", "visibleWhen"} & value.keys()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


@pytest.mark.parametrize("version", ALL)
def test_names_are_the_apps_own(version: str) -> None:
    prefix = f"{bundle(version)['manifest']['namespace']}_"
    for kind in ("objects", "apps"):
        for item in bundle(version)[kind]:
            assert item["name"].startswith(prefix)


@pytest.mark.parametrize("version", ALL)
def test_objects_refer_to_what_there_is(version: str) -> None:
    known = fields(version)
    for item in bundle(version)["objects"]:
        own = item["fields"]
        assert {item["nameField"], *item["highlightFields"]} <= own.keys()
        for index in item.get("indexes", []):
            assert set(index["fields"]) <= own.keys()
        for field in own.values():
            assert field.get("reference", item["name"]) in known
            if "options" in field:
                assert field["defaultValue"] in options(field)


@pytest.mark.parametrize("version", ALL)
def test_views_show_what_there_is(version: str) -> None:
    known = fields(version)
    shown = [views["object"] for views in bundle(version)["views"]]
    assert sorted(shown) == sorted(known)
    for views in bundle(version)["views"]:
        own = known[views["object"]]
        for _, view in lists(views):
            assert fields_named(view) <= own.keys()
            for rule in view.get("filter", []):
                values = rule["value"] if isinstance(rule["value"], list) else [rule["value"]]
                if "options" in own[rule["field"]]:
                    assert set(values) <= options(own[rule["field"]])
        on_form = [name for part in views["form"]["sections"] for name in part["fields"]]
        assert len(on_form) == len(set(on_form))
        assert set(on_form) == {n for n, field in own.items() if field["type"] != "autonumber"}


@pytest.mark.parametrize("version", ALL)
def test_navigation_leads_somewhere(version: str) -> None:
    named = {views["object"]: dict(lists(views)) for views in bundle(version)["views"]}
    (app,) = bundle(version)["apps"]
    reached = set()
    for item in items(app["navigation"]):
        reached.add(item["objectName"])
        assert item.get("viewName", "list") in named[item["objectName"]]
    assert reached == named.keys()


def test_course_of_a_booking() -> None:
    (booking,) = (item for item in bundle("1.1.0")["objects"] if item["name"] == "quay_booking")
    (rule,) = booking["validations"]
    steps = rule["transitions"]
    states = options(booking["fields"][rule["field"]])
    assert steps.keys() == states
    assert {to for ends in steps.values() for to in ends} <= states
    assert booking["fields"]["status"]["defaultValue"] in rule["initialStates"]
    reached = set(rule["initialStates"])
    while more := {to for state in reached for to in steps[state]} - reached:
        reached |= more
    assert reached == states
    assert steps["departed"] == []
    assert "departed" not in steps["requested"]


def test_update_takes_nothing_away() -> None:
    before, after = fields("1.0.0"), fields("1.1.0")
    assert after.keys() - before.keys() == {"quay_closure"}
    for name, own in before.items():
        for key, field in own.items():
            assert after[name][key]["type"] == field["type"]
            assert after[name][key].get("required", False) == field.get("required", False)
            if "options" in field:
                assert options(field) <= options(after[name][key])
        for key in after[name].keys() - own.keys():
            assert not after[name][key].get("required", False)
    for view in bundle("1.0.0")["views"]:
        (newer,) = (one for one in bundle("1.1.0")["views"] if one["object"] == view["object"])
        assert dict(lists(view)).keys() <= dict(lists(newer)).keys()
