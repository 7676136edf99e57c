"""Chandlery turns a Git repository of plugin records into a marketplace that is only files."""

__version__ = "0.1.0"
