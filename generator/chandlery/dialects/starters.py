"""How a package begins: the smallest files of an ecosystem that its client takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from chandlery.formats.written import written_yaml
from chandlery.model.marketplace import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known of a package before there is anything of it.

    Attributes:
        name: the package's.
        native: what the ecosystem calls it.
        publisher: the name of the publisher's file.
        author: what people call them.
        provenance: ids of evidence, for what must name some.
        at: RFC 3339 in UTC.
    """

    kind: Kind
    name: str
    native: str
    title: str
    summary: str
    license: str
    publisher: str
    author: str
    version: str
    provenance: tuple[str, ...] = ()
    at: str

    @property
    def module(self) -> str:
        """The name as Python has it."""
        name = self.native.replace("-", "_").replace(".", "_").lower()
        return f"_{name}" if name[:1].isdigit() else name


def nothing(beginning: Beginning) -> Mapping[str, bytes]:  # noqa: ARG001 - the default of `Dialect.starter`
    """Begin with no file."""
    return {}


def a_skill(beginning: Beginning) -> Mapping[str, bytes]:
    """A skill, as Caliban and Claude Code read it."""
    head = written_yaml({"name": beginning.name, "description": beginning.summary})
    body = f"# {beginning.title}\n\nSay here, step by step, what is to be done.\n".encode()
    return {f"skills/{beginning.name}/SKILL.md": b"---\n" + head + b"---\n\n" + body}
