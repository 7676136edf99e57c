"""Names that a marketplace cannot have, because Claude Code keeps them (its contract, d.1)."""

import re
from typing import Final

# Free only to the organisation that owns them.
_OFFICIAL = {
    "agent-skills",
    "anthropic-agent-skills",
    "anthropic-marketplace",
    "anthropic-plugin-directory",
    "anthropic-plugins",
    "claude-code-marketplace",
    "claude-code-plugins",
    "claude-community",
    "claude-for-financial-services",
    "claude-for-legal",
    "claude-plugin-directory",
    "claude-plugins-community",
    "claude-plugins-official",
    "claude-tag-plugins",
    "financial-services-plugins",
    "first-party-plugins",
    "healthcare",
    "knowledge-work-plugins",
    "life-sciences",
}
# Words of Claude Code's own, and the tools that it names sources after.
_BUILT_IN = {"builtin", "claude-plugin-test", "inline", "skills-dir", "synced"}
_TOOLS = {"cargo", "gh", "github", "npm", "pip", "uv"}

RESERVED_MARKETPLACE_NAMES: Final = frozenset(_OFFICIAL | _BUILT_IN | _TOOLS)

_PREFIX = "claudeai-"
_IMITATION = re.compile(
    r"(^|-)official-(claude|anthropic)s?(-|$)"
    r"|(^|-)(claude|anthropic)s?-official(-|$)"
    r"|^(claude|anthropic)s?(-code)?-(plugins?|marketplaces?)(-|$)"
)


def reserved_marketplace_name(name: str) -> str | None:
    """Why Claude Code refuses a marketplace of this name, or `None` where it does not.

    Casing is ignored, and so is how the words are joined: ``claude.code.plugins`` counts as
    ``claude-code-plugins``.
    """
    if not name.isascii():
        return "it has characters beyond ASCII"
    plain = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")
    if plain in RESERVED_MARKETPLACE_NAMES:
        return f"Claude Code keeps `{plain}` for itself"
    if plain.startswith(_PREFIX):
        return f"Claude Code keeps names that begin with `{_PREFIX}`"
    if _IMITATION.search(plain):
        return "it reads like a marketplace of Anthropic's"
    return None
