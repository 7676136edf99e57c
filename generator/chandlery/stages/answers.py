"""What is asked before a record is begun, and what will do for an answer: the rules' own terms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chandlery.catalog import Catalog
from chandlery.quoting import quoted
from chandlery.records.base import HttpsUrl, Line, Moment, Prose, Sha256
from chandlery.rules.layout import is_name, nearest_name
from chandlery.rules.licences import instead_of
from chandlery.rules.spdx import meant_by, read_expression
from chandlery.rules.versions import is_version
from chandlery.suggest import did_you_mean

Answers = Mapping[str, tuple[str, ...]]
Check = Callable[[str], str]
# What is meant where nothing is said; `None` where an answer is needed all the same.
Default = Callable[[Answers], tuple[str, ...] | None]


class Unfit(Exception):  # noqa: N818 - it reads as what happened
    """Why a text will not do for an answer; `hint` says what would."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def always(answers: Answers) -> bool:  # noqa: ARG001 - the default of `Question.asked`
    """Ask whatever was answered before."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked.

    Attributes:
        name: of the option, without ``--``.
        text: what is asked, in a few words.
        check: gives the answer as it will be written, or raises `Unfit`.
        default: by what was answered before; ``None`` where an answer is needed.
        many: whether there may be several, on a terminal with commas between.
        asked: whether it is a question at all, by what was answered before.
    """

    name: str
    text: str
    check: Check
    default: Default | None = None
    many: bool = False
    asked: Callable[[Answers], bool] = always


def optional(*texts: str) -> Default:
    """A default that is the same whatever was answered before; without texts, none."""
    return lambda _: texts


def first(answers: Answers, name: str) -> str:
    """The one answer to a question, or ``""``."""
    return next(iter(answers.get(name, ())), "")


def a_line(text: str) -> str:
    """One line, at most 300 characters."""
    return _typed(Line, text.strip(), "one line of at most 300 characters")


def a_text(text: str) -> str:
    """A longer text."""
    return _typed(Prose, text.strip(), "a text of at most 20,000 characters")


def a_summary(text: str) -> str:
    """One line, at most 200 characters."""
    text = a_line(text)
    if len(text) > 200:
        raise Unfit(f"it has {len(text)} characters", "Say it in 200 at most.")
    return text


def an_address(text: str) -> str:
    """An https address."""
    return _typed(HttpsUrl, text.strip(), "an address like https://example.org/")


def a_digest(text: str) -> str:
    """A SHA-256."""
    return _typed(Sha256, text.strip(), "64 hexadecimal digits in lower case")


def a_moment(text: str) -> str:
    """A point in time."""
    return _typed(Moment, text.strip(), "a time like 2026-11-20T09:00:00Z")


def a_version(text: str) -> str:
    """A SemVer version."""
    if not is_version(text.strip()):
        raise Unfit(f"{quoted(text)} is not a SemVer version", "Give three numbers: `1.2.0`.")
    return text.strip()


def a_licence(text: str) -> str:
    """An SPDX expression, spelt as SPDX spells it."""
    text = text.strip()
    expression = read_expression(text)
    meant = () if expression.canonical and not expression.unknown else meant_by(text)
    if meant or expression.problem:
        hint = f"Did you mean {' or '.join(map(quoted, meant))}?" if meant else "Try `MIT`."
        raise Unfit(f"{quoted(text)} is no licence expression of SPDX", hint)
    for unknown in expression.unknown:
        raise Unfit(f"{quoted(unknown)} is no id of SPDX's list", instead_of(unknown))
    return expression.canonical


def one_of(words: Iterable[str], what: str) -> Check:
    """One of some words, each of which is called so."""
    known = sorted(words)

    def check(text: str) -> str:
        if text.strip() not in known:
            raise Unfit(
                f"{quoted(text.strip())} is no {what}",
                did_you_mean(text.strip(), known) or f"Use one of: {', '.join(known[:40])}.",
            )
        return text.strip()

    return check


def a_new_name(catalog: Catalog) -> Check:
    """A name that no plugin, adapter or integration has or had."""
    taken = {entry.name: entry.folder for entry in catalog.entries}
    taken |= dict.fromkeys(catalog.renames, "renames.yml")

    def check(text: str) -> str:
        name = a_form_of_name(text)
        for other, where in taken.items():
            if other.replace("_", "-") == name.replace("_", "-"):
                raise Unfit(f"`{name}` is the name of `{where}` already", "Choose another name.")
        return name

    return check


def a_new_publisher(catalog: Catalog) -> Check:
    """A name that no publisher has."""

    def check(text: str) -> str:
        name = a_form_of_name(text)
        if name in catalog.publishers:
            raise Unfit(f"there is a publisher `{name}` already", "Choose another name.")
        return name

    return check


def a_form_of_name(text: str) -> str:
    """A text of the form that names have."""
    if not is_name(text.strip()):
        near = nearest_name(text)
        raise Unfit(
            f"{quoted(text)} is not a name",
            f"Did you mean `{near}`?" if near else "Use lower-case letters, digits, `-` and `_`.",
        )
    return text.strip()


def _typed(type_: Any, text: str, form: str) -> str:
    try:
        return str(TypeAdapter(type_).validate_python(text))
    except ValidationError:
        raise Unfit(f"{quoted(text)} will not do", f"Give {form}.") from None
