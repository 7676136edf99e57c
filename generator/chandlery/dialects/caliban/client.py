"""``caliban/index.json`` as Caliban 0.8.0 reads it (its contract, section b)."""

from collections.abc import Iterator

from chandlery.dialects.caliban.index import RULES, Index
from chandlery.dialects.caliban.projection import INDEX
from chandlery.dialects.readers import Read, Refusal, Refused, nulls, typed_at, value_at


def refuses(read: Read) -> Iterator[Refusal]:
    """What Caliban would not take, or would take for something else than was meant."""
    try:
        yield from (Refusal(INDEX, f"{at} is null") for at in nulls(value_at(read, INDEX)))
        index = typed_at(read, INDEX, Index)
    except Refused as error:
        yield error.refusal
        return
    for rule in RULES:
        if rule.check:
            yield from (Refusal(INDEX, finding.message) for finding in rule.check(index))
