"""Progress: for people at a terminal alone."""

import io
import sys

import pytest

from chandlery.ports.progress import Quiet, Terminal


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> FakeTerminal:
    stream = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


@pytest.mark.parametrize("colour", ["", "1"])
def test_nothing_is_shown_when_stderr_is_not_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], colour: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", colour)
    progress = Terminal()
    progress.step("packing")
    assert list(progress.track(iter("abc"), 3, "packing")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_steps_and_tracks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(monkeypatch)
    progress = Terminal()
    progress.step("packing")
    assert list(progress.track("abc", None, "hashing")) == ["a", "b", "c"]
    assert "packing" in terminal.getvalue()
    assert "hashing" in terminal.getvalue()
    assert capsys.readouterr().out == ""


def test_foreign_text_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    progress = Terminal()
    progress.step("[red]x[/nonsense] \x1b]0;owned\x07")
    list(progress.track("a", 1, "[bold]y[/nonsense] \x1b[2J"))
    shown = terminal.getvalue()
    assert "[red]x[/nonsense]" in shown
    assert "[bold]y[/nonsense]" in shown
    assert "\x1b]0;owned" not in shown
    assert "\x1b[2J" not in shown


def test_quiet_gives_the_items_on() -> None:
    Quiet().step("packing")
    assert list(Quiet().track("ab", 2, "packing")) == ["a", "b"]
