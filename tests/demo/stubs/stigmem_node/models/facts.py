"""A recalled fact."""

from pydantic import BaseModel


class FactRecord(BaseModel):
    """The fields that a plugin may count on."""

    id: str
    entity: str
    relation: str
    value: str
    source: str
    timestamp: str
    valid_until: str | None = None
    confidence: float
    scope: str
    warnings: list[str] = []
    effective_confidence: float | None = None
