"""Diagnostics that give no secret away."""

from collections.abc import Iterable
from dataclasses import replace

from chandlery.diagnostics import Diagnostic
from chandlery.secrecy.filenames import holds_secrets
from chandlery.secrecy.masking import Mask


def discreet(
    diagnostics: Iterable[Diagnostic], mask: Mask, *, names: bool = False
) -> tuple[Diagnostic, ...]:
    """The diagnostics in their order; those that would show a secret without it, and confidential.

    A fix is dropped where its diagnostic stands on the line of a secret: to write it would show it.

    Args:
        diagnostics: any.
        mask: what is known of the files that they are about.
        names: whether a secret in the path of a file is taken out too; such a path leads nowhere.
    """
    found = tuple(diagnostics)
    spoken = mask.finds(text for item in found for text in (item.message, item.hint, item.file))
    return tuple(_discreet(item, mask, names=names, spoken=spoken) for item in found)


def _discreet(item: Diagnostic, mask: Mask, *, names: bool, spoken: bool) -> Diagnostic:
    words = mask.words if spoken else str
    message, hint, fix = words(item.message), words(item.hint), item.fix
    file = words(item.file) if names else item.file
    span = item.span
    if fix and mask.words(fix.text) != fix.text:
        fix = None
    elif (message, hint, file) == (item.message, item.hint, item.file) and not (
        mask.hides(item.file, span.line, span.end_line) or holds_secrets(item.file)
    ):
        return item
    return replace(item, file=file, message=message, hint=hint, fix=None, confidential=True)
