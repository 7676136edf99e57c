"""Craik: governed agent runtime, Python; six kinds of record, each one JSON file.

What is *valid* is what Craik 0.6.0 to 0.12.9 accepts, measured against its own code.  An older
line (0.1.2 to 0.5.0) calls its records ``0.1.0`` as well and refuses every current descriptor.
"""

from collections.abc import Callable
from typing import Any

from chandlery.dialects.base import Dialect, RecordKind
from chandlery.dialects.craik import descriptions, governance
from chandlery.dialects.craik.client import refuses
from chandlery.dialects.craik.fields import FIELDS
from chandlery.dialects.craik.links import links_of
from chandlery.dialects.craik.projection import PROJECTION, SHELF, install
from chandlery.dialects.craik.records import MODELS
from chandlery.dialects.craik.rules import CATALOG_RULES, RELEASE_RULES, RULES
from chandlery.dialects.craik.starter import starter
from chandlery.dialects.craik.storable import store_verdict
from chandlery.dialects.craik.vocabulary import VOCABULARY
from chandlery.model.description import Description
from chandlery.model.governance import Grant, Probation, Receipt
from chandlery.model.marketplace import Kind

_DESCRIBE: dict[str, Callable[[Any], Description]] = {
    "plugin_descriptor": descriptions.describe_plugin,
    "adapter_package": descriptions.describe_adapter,
    "reference_integration": descriptions.describe_integration,
    "plugin_capability_grant": descriptions.describe_grant,
}
_GOVERN: dict[str, Callable[[Any], Probation | Grant | Receipt]] = {
    "plugin_probation": governance.to_probation,
    "plugin_capability_grant": governance.to_grant,
    "plugin_receipt": governance.to_receipt,
}

DIALECT = Dialect(
    name="craik",
    title="Craik",
    fields=FIELDS,
    kinds=tuple(
        RecordKind(
            name=name,
            model=model,
            rules=RULES[name],
            loads=store_verdict,
            describe=_DESCRIBE.get(name),
            govern=_GOVERN.get(name),
            links=links_of,
        )
        for name, model in MODELS.items()
    ),
    manifests={
        Kind.PLUGIN: "plugin_descriptor",
        Kind.ADAPTER: "adapter_package",
        Kind.INTEGRATION: "reference_integration",
    },
    governance={
        "probation": "plugin_probation",
        "grant": "plugin_capability_grant",
        "receipt": "plugin_receipt",
    },
    release_rules=RELEASE_RULES,
    catalog_rules=CATALOG_RULES,
    shelf=SHELF,
    projection=PROJECTION,
    refuses=refuses,
    install=install,
    vocabulary=VOCABULARY,
    starter=starter,
)
