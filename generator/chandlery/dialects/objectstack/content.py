"""The manifest's `data` and `navigationContributions`; both refuse keys that they do not know."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.objectstack.values import (
    Closed,
    Count,
    Maybe,
    Number,
    Open,
    Snake,
)

NO_ONE_TARGET = stated(
    "OBJ105",
    """The navigation item says twice where it leads.

    ## Why it matters
    `filters` cannot stand beside `recordId` or `viewName`, nor `runAction` beside `recordId`: one
    of the two would silently win, so ObjectStack refuses both.

    ## Example
    ```json
    {"type": "object", "objectName": "task", "filters": {"open": "true"}, "viewName": "all"}
    ```

    ## How to mend it
    Keep the one that is meant.
    """,
    verdict=Verdict.VALID,
)
NO_EXPRESSION = stated(
    "OBJ106",
    """The expression has neither `source` nor `ast`.

    ## Why it matters
    There is nothing to evaluate, so ObjectStack refuses it.

    ## Example
    ```json
    {"visible": {"dialect": "cel"}}
    ```

    ## How to mend it
    Write the expression as `source`.
    """,
    verdict=Verdict.VALID,
)

_NonEmpty = Annotated[str, Field(min_length=1)]
_Environment = Literal["prod", "dev", "test"]


class Seed(Closed):
    """Records that come with a package."""

    object: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]
    external_id: str | Annotated[list[str], Field(min_length=1)] = "name"
    mode: Literal["insert", "update", "upsert", "replace", "ignore"] = "upsert"
    env: list[_Environment] = ["prod", "dev", "test"]
    records: list[dict[str, Any]]
    lock: Annotated[
        Maybe[Literal["none", "no-overlay", "no-delete", "full"]], Field(alias="_lock")
    ] = None
    lock_reason: Annotated[
        Maybe[Annotated[str, Field(max_length=500)]], Field(alias="_lockReason")
    ] = None
    lock_source: Annotated[
        Maybe[Literal["artifact", "package", "env-forced"]], Field(alias="_lockSource")
    ] = None
    provenance: Annotated[
        Maybe[Literal["package", "org", "env-forced"]], Field(alias="_provenance")
    ] = None
    package_id: Annotated[Maybe[str], Field(alias="_packageId")] = None
    package_version: Annotated[Maybe[str], Field(alias="_packageVersion")] = None
    lock_docs_url: Annotated[Maybe[str], Field(alias="_lockDocsUrl")] = None


class ExpressionMeta(Open):
    """Who wrote an expression, and why."""

    rationale: Maybe[str] = None
    generated_by: Maybe[str] = None


class Expression(Open):
    """Something that the host evaluates."""

    dialect: Literal["cel", "cron", "template"]
    source: Maybe[_NonEmpty] = None
    ast: Any = None
    meta: Maybe[ExpressionMeta] = None

    @model_validator(mode="after")
    def _says_something(self) -> "Expression":
        if not {"source", "ast"} & self.model_fields_set:
            hint = {"hint": "Write the expression as `source`."}
            raise PydanticCustomError("OBJ106", "there is neither `source` nor `ast`", hint)
        return self


_Locale = Annotated[str, Field(pattern=r"^(default|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$")]
_Label = str | dict[_Locale, str]


class _Item(Closed):
    """What all navigation items may have."""

    icon: Maybe[str] = None
    order: Maybe[Number] = None
    badge: Maybe[str | Number] = None
    badge_variant: Maybe[Literal["default", "secondary", "destructive", "outline"]] = None
    visible: Maybe[_NonEmpty | Expression] = None
    required_permissions: Maybe[list[str]] = None
    requires_object: Maybe[str] = None
    requires_service: Maybe[str] = None


class _Named(_Item):
    id: Snake
    label: _Label


class ObjectItem(_Named):
    """An item that leads to an object's records."""

    type: Literal["object"]
    object_name: str
    view_name: Maybe[str] = None
    record_id: Maybe[str] = None
    record_mode: Maybe[Literal["view", "edit"]] = None
    filters: Maybe[dict[str, str]] = None
    run_action: Maybe[str] = None
    children: Maybe[list["NavigationItem"]] = None

    @model_validator(mode="after")
    def _one_target(self) -> "ObjectItem":
        # An empty text counts as left out, an empty object does not: that is JavaScript.
        filtered = self.filters is not None and (self.record_id or self.view_name)
        if filtered or (self.run_action and self.record_id):
            hint = {"hint": "Keep the target that is meant."}
            raise PydanticCustomError("OBJ105", "the item says twice where it leads", hint)
        return self


class DashboardItem(_Named):
    """An item that leads to a dashboard."""

    type: Literal["dashboard"]
    dashboard_name: str


class PageItem(_Named):
    """An item that leads to a page."""

    type: Literal["page"]
    page_name: str
    params: Maybe[dict[str, Any]] = None


class UrlItem(_Named):
    """An item that leads elsewhere."""

    type: Literal["url"]
    url: str
    target: Literal["_self", "_blank"] = "_self"


class ReportItem(_Named):
    """An item that leads to a report."""

    type: Literal["report"]
    report_name: str


class ActionReference(Closed):
    """The action behind an item."""

    action_name: str
    params: Maybe[dict[str, Any]] = None


class ActionItem(_Named):
    """An item that starts an action."""

    type: Literal["action"]
    action_def: ActionReference


class ComponentItem(_Named):
    """An item that shows a component."""

    type: Literal["component"]
    component_ref: str
    params: Maybe[dict[str, Any]] = None


class SeparatorItem(_Item):
    """A line between items."""

    type: Literal["separator"]
    id: Maybe[Snake] = None
    label: Maybe[_Label] = None


class GroupItem(_Named):
    """Items under a heading."""

    type: Literal["group"]
    expanded: bool = False
    children: list["NavigationItem"]


NavigationItem = Annotated[
    ObjectItem
    | DashboardItem
    | PageItem
    | UrlItem
    | ReportItem
    | ActionItem
    | ComponentItem
    | SeparatorItem
    | GroupItem,
    Field(discriminator="type"),
]


class NavigationContribution(Closed):
    """Items for an app that the package does not own."""

    app: Snake
    group: Maybe[Snake] = None
    priority: Count = 200
    items: list[NavigationItem]


STATED = (NO_ONE_TARGET, NO_EXPRESSION)
