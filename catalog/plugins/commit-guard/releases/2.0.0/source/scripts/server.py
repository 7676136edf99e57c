"""A Model Context Protocol server, over stdin and stdout, that scans on request.

Two tools: ``scan_text`` judges a text before it goes anywhere, ``scan_commit`` what Git would
commit in a directory now.  Both only look; refusing is the hook's business.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repository import GitError, problems_of_commit
from rules import problems_in, settings_of

PROTOCOLS = ("2025-06-18", "2025-03-26", "2024-11-05")  # newest first
TOOLS: list[dict[str, Any]] = [
    {
        "name": "scan_text",
        "description": "Find secrets and conflict markers in a text. Answers with line numbers.",
        "inputSchema": {
            "type": "object",
            "properties": {"text": {"type": "string"}},
            "required": ["text"],
        },
    },
    {
        "name": "scan_commit",
        "description": "Find secrets, conflict markers and very large files in what is staged.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "directory": {"type": "string", "description": "A directory in the repository."},
                "unstaged": {"type": "boolean", "description": "Look at changed files, too."},
            },
        },
    },
]


class RequestError(Exception):
    """A request that this server does not understand, with JSON-RPC's code for it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def scan_text(arguments: dict[str, Any]) -> list[str]:
    """What is wrong with the text."""
    text = arguments.get("text")
    if not isinstance(text, str):
        raise RequestError(-32602, "`text` is not a text")
    return list(problems_in(text, settings_of(Path.cwd())))


def scan_commit(arguments: dict[str, Any]) -> list[str]:
    """What is wrong with the commit."""
    directory = arguments.get("directory", ".")
    if not isinstance(directory, str):
        raise RequestError(-32602, "`directory` is not a text")
    place = Path(directory)
    return problems_of_commit(place, arguments.get("unstaged") is True, settings_of(place))


SCANS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "scan_text": scan_text,
    "scan_commit": scan_commit,
}


def result_of(method: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The result of one request.

    Raises:
        RequestError: the method, the tool or its arguments are unknown.
    """
    if method == "initialize":
        asked = parameters.get("protocolVersion")
        return {
            "protocolVersion": asked if asked in PROTOCOLS else PROTOCOLS[0],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "commit-guard", "version": "2.0.0"},
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return call(parameters.get("name"), parameters.get("arguments", {}))
    raise RequestError(-32601, f"there is no method `{method}`")


def call(name: Any, arguments: Any) -> dict[str, Any]:
    """Run a tool; what goes wrong within it is an answer, not a protocol error."""
    if name not in SCANS:
        raise RequestError(-32602, f"there is no tool `{name}`")
    if not isinstance(arguments, dict):
        raise RequestError(-32602, "`arguments` is not an object")
    try:
        problems = SCANS[name](arguments)
    except GitError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}
    text = "\n".join(problems) or "Nothing found."
    return {"content": [{"type": "text", "text": text}], "isError": False}


def answer_to(line: str) -> dict[str, Any] | None:
    """The answer to one line, or `None` where none is expected."""
    try:
        request = json.loads(line)
    except ValueError:
        return _error(None, -32700, "not JSON")
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        return _error(None, -32600, "not a request")
    if "id" not in request:  # a notification
        return None
    parameters = request.get("params", {})
    if not isinstance(parameters, dict):
        return _error(request["id"], -32602, "`params` is not an object")
    try:
        result = result_of(request["method"], parameters)
    except RequestError as error:
        return _error(request["id"], error.code, str(error))
    return {"jsonrpc": "2.0", "id": request["id"], "result": result}


def _error(identity: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": message}}


def main() -> None:
    """Answer requests, one a line, until stdin ends."""
    for line in sys.stdin:
        if line.strip() and (answer := answer_to(line)) is not None:
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
