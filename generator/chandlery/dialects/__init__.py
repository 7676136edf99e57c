"""The ecosystems."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from chandlery.dialects.base import Dialect

DIALECTS: Final[Mapping[str, Dialect]] = {
    name: import_module(f"{__name__}.{name}").DIALECT
    for name in ("caliban", "claude", "craik", "kari", "objectstack", "stigmem")
}
