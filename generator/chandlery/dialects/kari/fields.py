"""What every field of Kari's manifest is for, in a sentence."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "name": "The plugin's name.",
    "version": "Its version; the record's.",
    "description": "What it does, in a sentence.",
    "author": "Who made it.",
    "module": "The Python package that holds `handler.py`.",
    "license": "Its licence.",
    "plugin_api_version": "Which plugin interface of Kari's it is written for.",
    "plugin_type": "What sort of plugin it is.",
    "entry_point": "The function of `handler.py` that Kari calls: `run`, or `handler:run`.",
    "required_roles": "Who may run it: any of these roles.",
    "trusted_ui": "Whether it asks to run its `ui.py` in the Control Room without advanced mode.",
    "enable_external_workflow": "Whether it asks to start workflows elsewhere.",
    "sandbox_required": "Whether it asks to be run in a sandbox.",
    "dependencies": "Other plugins that it needs.",
    "compatibility": "Which hosts it is made for.",
    "tags": "Words to find it by.",
    "category": "Where it is filed.",
    "intent": "What people say to have it run.",
}
