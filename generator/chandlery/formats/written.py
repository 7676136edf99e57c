"""Records as their authors would write them by hand."""

import json
from typing import Any

import yaml

_WIDTH = 96


def written_json(value: Any) -> bytes:
    """JSON with its keys as they come: the order of the ecosystem's own examples."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def written_yaml(value: Any) -> bytes:
    """YAML in block style, its keys as they come."""
    text = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )
    return text.encode()


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than the key that holds them, and texts of lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """See `yaml.emitter.Emitter`."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    lined = "\n" in text and all(not line.endswith((" ", "\t")) for line in text.split("\n"))
    style = "|" if lined else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
