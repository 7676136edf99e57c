"""Wheels: listed under the name of their package, and under no other."""

import re

import pytest

from builders import CRAIK, Files, a_catalog, a_release, as_json, no_network
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
requires-python = ">=3.11"
"""


def codes(name: str, version: str, released: str = "1.0.0") -> set[str]:
    source: Files = {
        "LICENSE": b"Permission is granted to everybody.\n",
        "bin/count": b"#!/bin/sh\necho 3\n",
        "pyproject.toml": PROJECT.format(name=name, version=version).encode(),
        f"src/{re.sub('[-.]', '_', name).lower()}/__init__.py": b"",
    }
    extra = {"craik.json": as_json(CRAIK | {"plugin_version": released})}
    files = a_catalog(only=a_release(released, source=source, extra=extra))
    return {item.code for item in inspect(MemoryTree(files), fetch=no_network).diagnostics}


@pytest.mark.parametrize("name", ["knot-counter", "Knot.Counter", "knot_counter"])
def test_any_spelling_of_the_packages_name_will_do(name: str) -> None:
    assert codes(name, "1.0.0") == set()


def test_a_pre_release_has_one_version_in_two_notations() -> None:
    assert codes("knot-counter", "1.0.0rc1", released="1.0.0-rc.1") == set()


def test_a_distribution_in_another_packages_name_is_refused() -> None:
    assert codes("requests", "1.0.0") == {"PIN010"}
