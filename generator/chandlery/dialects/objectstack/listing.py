"""What ObjectStack's marketplace schemas take: listings, artifact references and publishers."""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.dialects.objectstack.values import (
    AbsoluteUrl,
    Count,
    Email,
    Maybe,
    Moment,
    Number,
    Open,
)

Category = Literal[
    "crm",
    "erp",
    "hr",
    "finance",
    "project",
    "collaboration",
    "analytics",
    "integration",
    "automation",
    "ai",
    "security",
    "developer-tools",
    "ui-theme",
    "storage",
    "other",
]

_Tagline = Annotated[str, Field(max_length=120)]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class ArtifactReference(Open):
    """Where an artifact is; `osplugin` is no format that the schema knows."""

    url: AbsoluteUrl
    sha256: Annotated[str, Field(pattern=r"^[a-f0-9]{64}$")]
    size: Annotated[Count, Field(gt=0)]
    format: Literal["tgz", "zip"] = "tgz"
    uploaded_at: Moment


class Screenshot(Open):
    """A picture of the package at work."""

    url: AbsoluteUrl
    caption: Maybe[str] = None


class ListedVersion(Open):
    """One version of a listing."""

    version: str
    release_date: Moment
    release_notes: Maybe[str] = None
    min_platform_version: Maybe[str] = None
    deprecated: bool = False
    artifact: Maybe[ArtifactReference] = None


class Statistics(Open):
    """How a package is received."""

    total_installs: Count = 0
    active_installs: Count = 0
    average_rating: Maybe[Annotated[Number, Field(ge=0, le=5)]] = None
    total_ratings: Count = 0
    total_reviews: Count = 0


class Texts(Open):
    """A listing's texts in one language."""

    display_name: Maybe[Annotated[str, Field(min_length=1, max_length=128)]] = None
    description: Maybe[Annotated[str, Field(max_length=512)]] = None
    readme: Maybe[str] = None
    tagline: Maybe[_Tagline] = None
    screenshot_captions: Maybe[dict[str, str]] = None


class MarketplaceListing(Open):
    """A listing of the consumer marketplace, which only takes apps."""

    id: str
    package_id: str
    package_type: Literal["app"] = "app"
    publisher_id: str
    status: Literal[
        "draft",
        "submitted",
        "in-review",
        "approved",
        "published",
        "rejected",
        "suspended",
        "deprecated",
        "unlisted",
    ] = "draft"
    name: str
    tagline: Maybe[_Tagline] = None
    description: Maybe[str] = None
    category: Category
    tags: Maybe[list[str]] = None
    icon_url: Maybe[AbsoluteUrl] = None
    screenshots: Maybe[list[Screenshot]] = None
    documentation_url: Maybe[AbsoluteUrl] = None
    support_url: Maybe[AbsoluteUrl] = None
    repository_url: Maybe[AbsoluteUrl] = None
    pricing: Literal["free", "freemium", "paid", "subscription", "usage-based", "contact-sales"] = (
        "free"
    )
    price_in_cents: Maybe[Count] = None
    latest_version: str
    min_platform_version: Maybe[str] = None
    versions: Maybe[list[ListedVersion]] = None
    stats: Maybe[Statistics] = None
    published_at: Maybe[Moment] = None
    updated_at: Maybe[Moment] = None
    translations: Maybe[dict[_Language, Texts]] = None


class Publisher(Open):
    """Who publishes, as ObjectStack's schema has it."""

    id: str
    name: str
    type: Literal["individual", "organization"]
    verification: Literal["unverified", "pending", "verified", "trusted", "partner"] = "unverified"
    email: Maybe[Email] = None
    website: Maybe[AbsoluteUrl] = None
    logo_url: Maybe[AbsoluteUrl] = None
    description: Maybe[str] = None
    registered_at: Maybe[Moment] = None
