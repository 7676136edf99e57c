"""What the site's pages may load and do: one policy, for the pages and for hosts that send headers.

Pages are made of what strangers wrote.  They are sanitised; the Content-Security-Policy (level 3)
is the second line: were markup to get through, the browser would run, load and send nothing for it.
"""

from typing import Final

_DIRECTIVES: Final = (
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),  # the text search is WebAssembly
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),  # the theme's stylesheet has its icons in it
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
)

CONTENT_POLICY: Final = "; ".join(" ".join(directive) for directive in _DIRECTIVES)
REFERRER_POLICY: Final = "no-referrer"

# What a host should send with every file.  Browsers take ``frame-ancestors`` from no page.
SENT: Final = (
    ("Content-Security-Policy", f"{CONTENT_POLICY}; frame-ancestors 'none'"),
    ("Referrer-Policy", REFERRER_POLICY),
    ("X-Content-Type-Options", "nosniff"),
)

# The same for a host that sends nothing: the first lines of a page's head.
MARKUP: Final = (
    f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">\n'
    f'<meta name="referrer" content="{REFERRER_POLICY}">\n'
)
