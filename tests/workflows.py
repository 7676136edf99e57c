"""Steps of a workflow, run on this machine as a runner would: the same shell, its own folders."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "generator" / "chandlery" / "starter"
WORKFLOWS = sorted((STARTER / ".github" / "workflows").glob("*.yml"))

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
# What stands in for commands that need a network; the rest is real.
_PYTHON = """\
#!/bin/sh
case "$*" in *"pip install"*) printf '%s\\n' "$*" >> "$RUNNER_TEMP/installed"; exit 0;; esac
exec {python} "$@"
"""
_CHANDLERY = """\
#!/bin/sh
if [ -x "$RUNNER_TEMP/bin/chandlery-$1" ]; then
  command=$1; shift
  exec "$RUNNER_TEMP/bin/chandlery-$command" "$@"
fi
exec {python} -m chandlery "$@"
"""


def read(name: str) -> dict[str, Any]:
    """A workflow; YAML 1.1 takes its key `on` for true."""
    value: dict[str, Any] = yaml.safe_load((STARTER / ".github/workflows" / name).read_text())
    return value


@dataclass
class Runner:
    """A checkout, and what a runner gives to its steps.

    Attributes:
        values: of the expressions in the steps' `env`.
    """

    checkout: Path
    temp: Path
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.temp / "bin").mkdir(parents=True)
        self.stub("python", _PYTHON.format(python=sys.executable))
        self.stub("chandlery", _CHANDLERY.format(python=sys.executable))
        (self.temp / "gitconfig").write_text("[user]\nname = Runner\nemail = runner@example.org\n")

    @property
    def summary(self) -> str:
        """What the steps wrote for the summary page."""
        path = self.temp / "summary.md"
        return path.read_text() if path.exists() else ""

    def stub(self, name: str, text: str) -> None:
        """Put a command on the path, before what is there."""
        path = self.temp / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def step(self, workflow: str, name: str) -> "subprocess.CompletedProcess[str]":
        """Run one step of a workflow's only job that has such a step."""
        whole = read(workflow)
        for job in whole["jobs"].values():
            for step in job["steps"]:
                if step.get("name") == name:
                    return self._run(step, {**job.get("env", {}), **step.get("env", {})})
        raise AssertionError(f"{workflow} has no step {name!r}")

    def _run(
        self, step: Mapping[str, Any], environment: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        assert "${{" not in step["run"], "an expression in a script is code"
        script = self.temp / "script.sh"
        script.write_text(step["run"])
        given = {key: self._value(text) for key, text in environment.items()}
        return subprocess.run(
            ["bash", "-e", str(script)],
            cwd=self.checkout,
            env={
                "PATH": f"{self.temp / 'bin'}:{os.environ['PATH']}",
                "HOME": str(self.temp),
                "GIT_CONFIG_GLOBAL": str(self.temp / "gitconfig"),
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                **given,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def _value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.values[found[1]], str(text))
