"""What ``chandlery verify-artifacts`` found: for a terminal, and for an issue or a summary page."""

from collections.abc import Iterator
from typing import Final

from chandlery.formats.artifact_reports_v1 import AskedArtifact, AskedArtifacts
from chandlery.reports.markdown import code, shown
from chandlery.reports.plain import printable, unicode

_MOST: Final = 50
_NAMES: Final = {
    "changed": "other bytes than were pinned",
    "gone": "gone",
    "refused": "refused",
    "not-checked": "not checked",
    "good": "good",
}


def text(found: AskedArtifacts) -> str:
    """What is wrong, a line each, and the numbers."""
    lines = [_line(item) for item in found.artifacts if item.standing != "good"]
    lines += [f"not read: {folder}: run `chandlery check`" for folder in found.unread]
    return "".join(f"{printable(line)}\n" for line in [*lines, _numbers(found)])


def markdown(found: AskedArtifacts) -> str:
    """A verdict, then what is wrong and what nobody knows, in lists."""
    return unicode("".join(_parts(found)))


def _parts(found: AskedArtifacts) -> Iterator[str]:
    sign = "✅"
    if found.not_checked:
        sign = "❔"
    if found.changed or found.gone or found.refused or found.unread:
        sign = "❌"
    yield f"### {sign} `chandlery verify-artifacts`: {_numbers(found)}\n"
    for standing, name in _NAMES.items():
        items = [item for item in found.artifacts if item.standing == standing]
        if not items or standing == "good":
            continue
        yield f"\n**{name.capitalize()}**\n\n"
        for item in items[:_MOST]:
            releases = ", ".join(map(code, item.releases[:5]))
            yield f"- {releases}: {shown(item.detail)}{_since(item)}\n"
            yield f"  {code(item.url)}\n"
        if len(items) > _MOST:
            yield f"- and {len(items) - _MOST:,} more\n"
    if found.unread:
        yield "\n**Not read**: run `chandlery check`\n\n"
        yield from (f"- {code(folder)}\n" for folder in found.unread[:_MOST])
    yield f"\nAsked on {found.at}.\n"


def _line(item: AskedArtifact) -> str:
    releases = ", ".join(item.releases)
    return f"{_NAMES[item.standing]}: {releases}: {item.url}: {item.detail}{_since(item)}"


def _since(item: AskedArtifact) -> str:
    return f" (good on {item.good_at})" if item.good_at else ""


def _numbers(found: AskedArtifacts) -> str:
    parts = [f"{found.good:,} good ({found.bytes:,} bytes)"]
    parts += [
        f"{number:,} {_NAMES[name]}"
        for name, number in (
            ("changed", found.changed),
            ("gone", found.gone),
            ("refused", found.refused),
            ("not-checked", found.not_checked),
        )
        if number
    ]
    return ", ".join(parts)
