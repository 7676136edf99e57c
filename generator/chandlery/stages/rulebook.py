"""All rules in one place: ours, then the dialects'."""

from chandlery.checks import Rule
from chandlery.dialects import DIALECTS
from chandlery.rules import RULES


def every_rule() -> dict[str, Rule]:
    """Each rule by its code: ours in the order of their families, then each dialect's."""
    rules = [*RULES]
    for _, dialect in sorted(DIALECTS.items()):
        for kind in dialect.kinds:
            rules += kind.rules
        rules += dialect.release_rules + dialect.artifact_rules + dialect.catalog_rules
    return {rule.code: rule for rule in rules}
