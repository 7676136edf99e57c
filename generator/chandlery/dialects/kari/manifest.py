"""``plugin_manifest.json`` by the published page's rule (Kari's contract, section 1).

Kari has nine rules that read such a file and do not agree; this one is the model that enforced the
published page.  It is lax as pydantic is: 1 and ``"yes"`` are booleans.
"""

import keyword
from typing import Any, Literal

from pydantic import ConfigDict, ModelWrapValidatorHandler, PrivateAttr, model_validator

from chandlery.records.base import Lean

ApiVersion = Literal["1.0", "1.1"]
PluginType = Literal["core", "automation", "ai", "integration", "example", "custom"]

HANDLER = "handler"


class PluginManifest(Lean):
    """The whole of ``plugin_manifest.json``; unknown keys are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str
    version: str
    description: str
    author: str
    module: str
    license: str = "MIT"
    plugin_api_version: ApiVersion = "1.0"
    plugin_type: PluginType = "custom"
    entry_point: str = "run"
    required_roles: list[str] = ["user"]
    trusted_ui: bool = False
    enable_external_workflow: bool = False
    sandbox_required: bool = True
    dependencies: list[dict[str, Any]] = []
    compatibility: dict[str, Any] = {}
    tags: list[str] = []
    category: str = "general"
    intent: str | None = None

    _written: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep(
        cls, value: Any, handler: ModelWrapValidatorHandler["PluginManifest"]
    ) -> "PluginManifest":
        record = handler(value)
        if isinstance(value, dict):
            record._written = value
        return record

    @property
    def written(self) -> dict[str, Any]:
        """The document as it was written, before anything was converted."""
        return self._written

    @property
    def entry_name(self) -> str | None:
        """What ``handler.py`` has to define, or `None` where the entry point cannot be one.

        Either a name alone or ``handler:name``, as Kari's discovery takes it.
        """
        module, colon, name = self.entry_point.rpartition(":")
        if (colon and module != HANDLER) or not is_name(name):
            return None
        return name


def is_name(text: str) -> bool:
    """Whether a text can be the name of a Python function or module."""
    return text.isidentifier() and not keyword.iskeyword(text)
