"""The CRA rules by record kind.

CRA1xx: Craik itself refuses it. CRA2xx: this catalog does. CRA3xx: Craik's store does.
"""

from collections.abc import Mapping
from typing import Final

from chandlery.checks import Rule
from chandlery.dialects.craik import storable
from chandlery.dialects.craik.rules import (
    descriptor,
    fields,
    files,
    grant,
    integration,
    policy_scope,
    policy_words,
    probation,
    receipt,
    release,
)

_ALL = (*policy_words.EVERY, *storable.RULES)

# Record kind → what is asked of it; the rules of single fields come first, reported by the model.
RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "plugin_descriptor": (
        fields.BAD_ID,
        fields.BAD_VERSION,
        fields.BAD_DOCS,
        *descriptor.RULES,
        *policy_scope.PLUGIN,
        *_ALL,
    ),
    "plugin_probation": (fields.BAD_ID, *probation.RULES, *policy_words.PROBATION, *_ALL),
    "plugin_capability_grant": (fields.BAD_ID, *grant.RULES, *policy_scope.GRANT, *_ALL),
    "plugin_receipt": (fields.BAD_ID, *receipt.RULES, *policy_words.RECEIPT, *_ALL),
    "adapter_package": (
        fields.BAD_ID,
        fields.BAD_VERSION,
        fields.BAD_DOCS,
        *policy_scope.ADAPTER,
        *_ALL,
    ),
    "reference_integration": (
        fields.BAD_ID,
        fields.BAD_DOCS,
        *integration.RULES,
        *policy_scope.INTEGRATION,
        *_ALL,
    ),
}

# Each check takes a `catalog.ReleaseEntry`.
RELEASE_RULES: Final[tuple[Rule, ...]] = (*release.RULES, *files.RELEASE_RULES)
# Each takes the `catalog.Catalog`.
CATALOG_RULES: Final[tuple[Rule, ...]] = files.CATALOG_RULES
