"""Diagnostics → text, one module a format."""
