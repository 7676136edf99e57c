"""The search box in the header of every page, put in after the engine has made the header.

It is a plain form that leads to the browse page, which reads the query from its address; a script
of ours shows results on the way.  Any theme has a header with a navigation in it, and a theme that
has none gets no box.
"""

import re
from html import escape

_BAR = re.compile(r"<header\b(?:(?!</header>).)*?</nav>", re.S)
_FORM = """\
<form class="site-search" role="search" action="{root}/browse/" method="get">
<label class="site-search-label" for="site-search">Search plugins</label>
<input id="site-search" name="q" type="search" placeholder="Search plugins" autocomplete="off" \
spellcheck="false" maxlength="200">
</form>
"""


def with_search_box(page: str, root: str) -> str:
    """Put the search box at the end of the first navigation of a page's header.

    Args:
        root: leads from the page to the published root, with or without a slash at its end.
    """
    form = _FORM.format(root=escape(root.rstrip("/")))

    def put(match: re.Match[str]) -> str:
        return match[0].removesuffix("</nav>") + form + "</nav>"

    return _BAR.sub(put, page, count=1)
