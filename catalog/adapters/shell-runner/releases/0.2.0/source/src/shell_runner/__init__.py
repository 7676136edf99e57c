"""A local command as one of Craik's runners."""

from shell_runner.adapter import ADAPTER_VERSION, RequestError, ShellRunner

__all__ = ["ADAPTER_VERSION", "RequestError", "ShellRunner"]
__version__ = ADAPTER_VERSION
