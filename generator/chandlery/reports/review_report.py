"""A review with what was found on the way, as every format of a report sees it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from chandlery.formats import review_v1 as v1
from chandlery.reports.json_v1 import ReportV1, report_v1
from chandlery.reports.plain import unicode
from chandlery.reports.report import Report
from chandlery.secrecy.masking import Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport:
    """What ``review`` has to say; like a `Report` it holds no secret when it is made.

    Attributes:
        review: the answer.
        check: the findings that it rests on.
    """

    review: v1.Review
    check: Report

    def __post_init__(self) -> None:
        """Take out the secrets."""
        mask = Mask()
        for file in self.check.changed or ():
            if data := self.check.read(file):
                mask.learn(file, data)
        told = self.review.model_dump(by_alias=True)
        if mask.finds(_texts(told)):
            object.__setattr__(self, "review", v1.Review.model_validate(_each(told, mask.words)))


class ReviewReportV1(v1.Review):
    """A review, and every finding that it rests on."""

    check: ReportV1 = Field(description="What `chandlery check` finds in what the change affects.")


def as_json(report: ReviewReport) -> str:
    """For programs."""
    told = _each(report.review.plain(), unicode)
    whole = told | {"check": report_v1(report.check).model_dump(mode="json")}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for item in told.values() if isinstance(told, dict) else told:
            yield from _texts(item)


def _each(told: Any, change: Callable[[str], str]) -> Any:
    if isinstance(told, str):
        return change(told)
    if isinstance(told, dict):
        return {key: _each(item, change) for key, item in told.items()}
    return [_each(item, change) for item in told] if isinstance(told, list) else told
