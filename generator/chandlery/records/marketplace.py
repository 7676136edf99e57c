"""``marketplace.yml``: what this marketplace is called, where it is served, what it admits."""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.records.base import BASE_URL_PATTERN, HttpsUrl, Line, Prose, Record

# A picture below `site-src/`, and a colour as style sheets write it.
PICTURE_PATTERN = r"^([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.(png|svg|webp)$"
COLOUR_PATTERN = r"^#[0-9A-Fa-f]{6}$"
Picture = Annotated[str, Field(max_length=200, pattern=PICTURE_PATTERN)]
Colour = Annotated[str, Field(pattern=COLOUR_PATTERN)]


class Owner(Record):
    """Who answers for the marketplace."""

    name: Line
    url: HttpsUrl | None = None
    email: Line | None = None


class Policy(Record):
    """What this catalog asks beyond what the ecosystems ask."""

    # Review states that enter the installable projections beside `promoted` (design §5).
    projections: Annotated[list[Literal["unreviewed", "probationary"]], Field(max_length=2)] = []
    # How long careful clients leave a new release alone; published, never enforced by us.
    cool_down_hours: Annotated[int, Field(ge=0, le=24 * 365)] = 0
    categories: Annotated[list[Line], Field(min_length=1, max_length=64)] = [
        "automation",
        "code-quality",
        "data",
        "documentation",
        "integration",
        "memory",
        "operations",
        "productivity",
        "security",
        "testing",
    ]


class Limit(Record):
    """How much of one kind of file may be published; what is left out is not limited.

    Attributes:
        file: bytes of the largest file.
        total: bytes of all together.
        files: how many.
    """

    file: Annotated[int, Field(gt=0)] | None = None
    total: Annotated[int, Field(gt=0)] | None = None
    files: Annotated[int, Field(gt=0)] | None = None


class Limits(Record):
    """What fails a build that publishes more (`chandlery.model.file_classes`); bytes raw."""

    entry: Limit = Limit(file=4096)
    names: Limit = Limit()
    shards: Limit = Limit()
    details: Limit = Limit()
    lists: Limit = Limit()
    artifacts: Limit = Limit()
    projections: Limit = Limit()
    feeds: Limit = Limit()
    pages: Limit = Limit()
    assets: Limit = Limit()
    all: Limit = Limit()


class Brand(Record):
    """What the marketplace looks like.

    Attributes:
        logo: in the head of every page; below ``site-src/``, as `favicon` is.
        favicon: in the tab of the browser; the logo where there is none.
        primary: the bar at the head of every page, and links on light pages.
        accent: links on dark pages.
    """

    logo: Picture | None = None
    favicon: Picture | None = None
    primary: Colour | None = None
    accent: Colour | None = None


class MarketplaceRecord(Record):
    """The whole of ``marketplace.yml``."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    title: Line
    description: Prose
    # Absolute, because clients that are given one file need absolute addresses of the others.
    base_url: Annotated[HttpsUrl, Field(pattern=BASE_URL_PATTERN)]
    owner: Owner
    contact: Line
    brand: Brand = Brand()
    policy: Policy = Policy()
    limits: Limits = Limits()
