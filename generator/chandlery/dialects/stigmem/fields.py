"""What every field of the data twin of a Stigmem manifest is for, in a sentence."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "name": "The plugin's name, as its code says it.",
    "version": "Its version, as its code says it.",
    "requires_stigmem": "Which nodes it loads in: a PEP 440 specifier.",
    "capabilities": "The interfaces of the node that it asks for.",
    "async_safe": "Whether its handlers may run beside each other.",
    "routes": "`true` where the code gives routers: HTTP paths of its own.",
    "health_check": "`true` where the code gives a health check.",
    "config_schema": "`true` where the code gives a class for its settings.",
    "depends_on": "Other plugins that must be loaded before it.",
    "hooks": "The places where the node calls it, by name.",
}
