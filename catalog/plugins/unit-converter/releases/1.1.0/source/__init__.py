"""Converts between units of measure."""
