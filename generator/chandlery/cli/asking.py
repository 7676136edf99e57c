"""Answers to questions: from options, or from whoever sits at the terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.prompt import InvalidResponse, PromptBase
from rich.text import Text

from chandlery.reports.plain import printable
from chandlery.stages.answers import Answers, Check, Question, Unfit
from chandlery.stages.proposals import NotProposed


class Unanswered(Exception):  # noqa: N818 - it reads as what happened
    """What the options leave open or get wrong, a line each."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__("\n".join(lines))


def gather(
    questions: Sequence[Question], given: Mapping[str, Sequence[str]], *, ask: bool
) -> Answers:
    """The answers to all questions that arise.

    Args:
        questions: in their order; later ones may hang on earlier ones. The first is no option.
        given: by the question's name.
        ask: whether somebody is there to be asked for the rest.

    Raises:
        Unanswered: nobody is, and answers are missing or wrong.
        NotProposed: the terminal was closed before the end.
    """
    answers: dict[str, tuple[str, ...]] = {}
    missing: list[str] = []
    wrong: list[str] = []
    for question in questions:
        label = question.name.upper() if question is questions[0] else f"--{question.name}"
        texts = given.get(question.name, ())
        if not question.asked(answers):
            wrong += [f"{label} has no use here"] if texts else []
            continue
        try:
            found = _answered(question, answers, texts, ask=ask)
        except Unfit as unfit:
            wrong.append(f"{label}: {unfit}. {unfit.hint}")
            continue
        if found is None:
            missing.append(label)
        else:
            answers[question.name] = found
    if missing:
        wrong.insert(0, f"these are missing: {', '.join(missing)}")
    if wrong:
        raise Unanswered(wrong)
    return answers


def _answered(
    question: Question, before: Answers, texts: Sequence[str], *, ask: bool
) -> tuple[str, ...] | None:
    """The answer to one question; `None` where there is none, and one is needed."""
    if texts:
        return tuple(map(question.check, texts))
    default = question.default(before) if question.default else None
    return _asked(question, default) if ask else default


def _asked(question: Question, default: tuple[str, ...] | None) -> tuple[str, ...]:
    """The answer of whoever sits there; of several, an empty line ends them."""
    try:
        found = _prompt(question.text, question.check, default)
        if not question.many or found == (default or ()):
            return found
        while more := _prompt("  another, or nothing", question.check, ()):
            found += more
    except EOFError:
        raise NotProposed(
            "the input ended before everything was answered", "Give the answers as options."
        ) from None
    return found


def _prompt(text: str, check: Check, default: tuple[str, ...] | None) -> tuple[str, ...]:
    class Prompt(PromptBase[str]):
        response_type = str

        def process_response(self, value: str) -> str:
            try:
                return check(value)
            except Unfit as unfit:
                told = Text(printable(f"  {unfit}. {unfit.hint}"), style="prompt.invalid")
                raise InvalidResponse(told) from None

    console = Console(stderr=True)
    if default is None:
        return (Prompt.ask(Text(text), console=console),)
    shown = Text(f"{text} ({'; '.join(default)})" if default else text)
    answer = Prompt.ask(shown, console=console, default="", show_default=False)
    return (answer,) if answer else default
