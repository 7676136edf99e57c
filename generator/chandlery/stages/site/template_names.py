"""What every template may use beside the context of its page."""

from collections.abc import Mapping
from functools import partial

from chandlery.model.description import EFFECT_TITLES
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Frame
from chandlery.stages.site import views
from chandlery.stages.site.filters import filters
from chandlery.stages.site.release_pages import told
from chandlery.stages.site.templating import Renderer, Templates


def renderer_for(frame: Frame, templates: Templates, titles: Mapping[str, str]) -> Renderer:
    """The templates with their filters and names; no name leads to a package."""
    names = {
        "AVAILABLE": Availability.AVAILABLE,
        "AVAILABILITY_TITLES": views.AVAILABILITY_TITLES,
        "EFFECT_TITLES": EFFECT_TITLES,
        "ISOLATION_TITLES": views.ISOLATION_TITLES,
        "LAYER_TITLES": views.LAYER_TITLES,
        "LEVEL_TITLES": views.LEVEL_TITLES,
        "REFUSED": views.REFUSED,
        "REVIEW_TITLES": views.REVIEW_TITLES,
        "declared": views.declared,
        "family_title": partial(views.family_title, titles=titles),
        "marketplace": frame,
        "settings": frame.settings,
        "titles": titles,
        "told": told,
    }
    return Renderer(templates, filters(titles), names)
