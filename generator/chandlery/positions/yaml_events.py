"""YAML text → libyaml's events, and what ended them in our words.

libyaml reads the syntax of YAML 1.1, of which 1.2 changed little but what plain scalars mean; that
is ours (`positions.yaml_scalars`).  A text that the two versions read differently is either broken
for libyaml or refused as a `TroubleKind.YAML_FEATURE`: a test compares it with a reader of YAML 1.2
over generated texts.
"""

import re
from collections.abc import Iterator

from yaml.cyaml import CBaseLoader
from yaml.error import MarkedYAMLError
from yaml.events import Event

from chandlery.positions.parts import Stretch, TroubleKind, found_at, word_at

# What YAML 1.2.2 (section 5.1) does not take, and libyaml not either.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Line ends in YAML 1.1 and characters in 1.2, and a mark that some readers leave out anywhere.
DISPUTED = re.compile("[\x85\u2028\u2029\ufeff]")
# Readers differ about how far a text of these styles is indented where nothing is around it.
BLOCK_STYLES = frozenset("|>")
_SURROGATE = re.compile(r"u[dD][89a-fA-F][0-9a-fA-F]{2}")

_MISPLACED = "found {} where it cannot stand"
_NO_COLON = "could not find expected ':'"
_BAD_CODE = "found invalid Unicode character escape code"
_IN_LINE = "expected the next key or item in line with those above, found {}"

# What libyaml says of its own problems, in our words; `{}` is what stands there.
_PROBLEMS = {
    "mapping values are not allowed in this context": "found {} where no key can end",
    "block sequence entries are not allowed in this context": "found {} where no list can go on",
    "mapping keys are not allowed in this context": "found {} where no key can begin",
    "found character that cannot start any token": "expected a value, found {}",
    "did not find expected node content": "expected a value, found {}",
    "found unexpected end of stream": "expected a closing quote, found {}",
    "found unexpected document indicator": "expected a closing quote, found a document's end",
    "did not find expected <document start>": "expected the end of the file, found {}",
    "did not find expected key": _IN_LINE,
    "did not find expected '-' indicator": _IN_LINE,
    "did not find expected ',' or ']'": "expected `,` or `]`, found {}",
    "did not find expected ',' or '}'": "expected `,` or `}}`, found {}",
    "found unknown escape character": "no escape of YAML begins so",
    "found a tab character where an indentation space is expected": "found {} among the spaces "
    "that indent",
}


class NotYamlError(Exception):
    """What ended the events; never leaves the package.

    Attributes:
        place: the stretch that is meant.
        detail: see `Trouble.detail`.
    """

    def __init__(self, kind: TroubleKind, place: Stretch, detail: str) -> None:
        super().__init__(kind, place, detail)
        self.kind = kind
        self.place = place
        self.detail = detail


def yaml_events(text: str) -> Iterator[Event]:
    """The events of a text, one by one: nothing is read that nobody asks for.

    Raises:
        NotYamlError: the text is broken here; the events before the break were given.
    """
    if match := _UNPRINTABLE.search(text):
        raise _broken(text, match.start(), "found {}, which YAML does not take")
    try:
        yield from iter(CBaseLoader(text).get_event, None)
    except MarkedYAMLError as error:
        raise _translated(text, error) from None


def place_of(event: Event) -> Stretch:
    """The offsets of an event; libyaml counts code points, as we do."""
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


def _translated(text: str, error: MarkedYAMLError) -> NotYamlError:
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark else 0
    if problem == _BAD_CODE:
        return _bad_code(text, at)
    if problem == _NO_COLON and error.context_mark:
        return _broken(text, error.context_mark.index, "expected `:` after {}")
    return _broken(text, at, _PROBLEMS.get(problem, _MISPLACED))


def _bad_code(text: str, at: int) -> NotYamlError:
    """An escape that names no character; readers differ about halves of surrogate pairs."""
    if _SURROGATE.match(text, at - 1):
        place = (at - 2, at + 4)
        return NotYamlError(TroubleKind.YAML_FEATURE, place, text[slice(*place)])
    place = (at - 2, word_at(text, at))
    return NotYamlError(TroubleKind.SYNTAX, place, "the escape names no character")


def _broken(text: str, at: int, message: str) -> NotYamlError:
    detail = message.format(found_at(text, at))
    return NotYamlError(TroubleKind.SYNTAX, (at, word_at(text, at)), detail)
