"""What the authors of a catalog write, as pydantic models: one module a kind of file.

These are *input* types.  What we publish has types of its own (`chandlery.formats`), and the
native manifests of the ecosystems live with their dialects.
"""
